/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Calls that give a file a name without opening it. `directory` and `name` are the numbers of the
 * arguments that say which.
 */
#include "syscallDispatch.c"
#include "sysmonFileNamed.c"

ALWAYS_INLINE int passedDirectory(struct syscallExit* context, bool compat, int directory)
{
    return directory == NO_DIRECTORY_ARGUMENT ? AT_FDCWD
                                              : (int)callArgument(context->regs, compat, directory);
}

ALWAYS_INLINE struct passedName passedName(struct syscallExit* context, bool compat, int directory,
                                           int name)
{
    struct passedName passed = {
        .directory = passedDirectory(context, compat, directory),
        .name = callArgument(context->regs, compat, name),
    };
    return passed;
}

ALWAYS_INLINE int fileNamed(struct syscallExit* context, int directory, int name, __u32 fileMode)
{
    if (context->result != 0) return 0;
    bool compat = isCompatCall();
    sysmonFileNamed(context, (struct task_struct*)bpf_get_current_task(),
                    passedDirectory(context, compat, directory),
                    callArgument(context->regs, compat, name), fileMode);
    return 0;
}

/* Where no program on a kernel function sees the rename itself. */
ALWAYS_INLINE int fileRenamed(struct syscallExit* context, int directory, int name)
{
    if (context->result != 0) return 0;
    bool compat = isCompatCall();
    sysmonFileNamed(context, (struct task_struct*)bpf_get_current_task(),
                    passedDirectory(context, compat, directory),
                    callArgument(context->regs, compat, name), FILE_MODE_NOT_KNOWN);
    return 0;
}

/* Type 0 makes a regular file, too; fifos, sockets and devices are no event. */
ALWAYS_INLINE int nodeMade(struct syscallExit* context, int directory, int name)
{
    forgetMadeFile();
    __u32 mode = callArgument(context->regs, isCompatCall(), name + 1);
    __u32 type = mode & INODE_TYPE;
    if (type && type != INODE_REGULAR) return 0;
    return fileNamed(context, directory, name, mode | INODE_REGULAR);
}

/* mknod(path, mode, device) */
SEC("raw_tracepoint/sys_exit")
int sysmonFileMknod_rawtp(struct syscallExit* context)
{
    return nodeMade(context, NO_DIRECTORY_ARGUMENT, 0);
}

/* mknodat(directory, path, mode, device) */
SEC("raw_tracepoint/sys_exit")
int sysmonFileMknodAt_rawtp(struct syscallExit* context)
{
    return nodeMade(context, 0, 1);
}

/* link(old, new) */
SEC("raw_tracepoint/sys_exit")
int sysmonFileLink_rawtp(struct syscallExit* context)
{
    return fileNamed(context, NO_DIRECTORY_ARGUMENT, 1, FILE_MODE_NOT_KNOWN);
}

/* linkat(old directory, old, new directory, new, flags): also names what O_TMPFILE made */
SEC("raw_tracepoint/sys_exit")
int sysmonFileLinkAt_rawtp(struct syscallExit* context)
{
    return fileNamed(context, 2, 3, FILE_MODE_NOT_KNOWN);
}

/* symlink(text, new) */
SEC("raw_tracepoint/sys_exit")
int sysmonFileSymlink_rawtp(struct syscallExit* context)
{
    return fileNamed(context, NO_DIRECTORY_ARGUMENT, 1, INODE_LINK);
}

/* symlinkat(text, directory, new) */
SEC("raw_tracepoint/sys_exit")
int sysmonFileSymlinkAt_rawtp(struct syscallExit* context)
{
    return fileNamed(context, 1, 2, INODE_LINK);
}

/* rename(old, new) */
SEC("raw_tracepoint/sys_exit")
int sysmonFileRename_rawtp(struct syscallExit* context)
{
    return fileRenamed(context, NO_DIRECTORY_ARGUMENT, 1);
}

/* renameat(old directory, old, new directory, new) */
SEC("raw_tracepoint/sys_exit")
int sysmonFileRenameAt_rawtp(struct syscallExit* context)
{
    return fileRenamed(context, 2, 3);
}

/* renameat2(old directory, old, new directory, new, flags): an exchange gives both files a name */
SEC("raw_tracepoint/sys_exit")
int sysmonFileRenameAt2_rawtp(struct syscallExit* context)
{
    bool compat = isCompatCall();
    if (!(callArgument(context->regs, compat, 4) & RENAME_EXCHANGE))
        return fileRenamed(context, 2, 3);
    if (context->result == 0)
        sysmonFilesExchanged(context, passedName(context, compat, 2, 3),
                             passedName(context, compat, 0, 1));
    return 0;
}
