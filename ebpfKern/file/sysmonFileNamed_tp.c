/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Calls that give a file a name without opening it, at their own tracepoints. `directory` and
 * `name` are the numbers of the arguments that say which.
 */
#include "classicTracepoints.c"
#include "sysmonFileNamed.c"

ALWAYS_INLINE int passedDirectory(const struct callArguments* arguments, int directory)
{
    return directory == NO_DIRECTORY_ARGUMENT ? AT_FDCWD : (int)arguments->values[directory];
}

ALWAYS_INLINE struct passedName passedName(const struct callArguments* arguments, int directory,
                                           int name)
{
    struct passedName passed = {
        .directory = passedDirectory(arguments, directory),
        .name = arguments->values[name],
    };
    return passed;
}

ALWAYS_INLINE int fileNamed(struct callExit* context, const struct callArguments* arguments,
                            int directory, int name, __u32 fileMode)
{
    if (context->result == 0)
        sysmonFileNamed(context, (struct task_struct*)bpf_get_current_task(),
                        passedDirectory(arguments, directory), arguments->values[name], fileMode);
    return 0;
}

ALWAYS_INLINE int fileNamedAtExit(struct callExit* context, int directory, int name, __u32 fileMode)
{
    struct callArguments arguments;
    if (!takeArguments(&arguments)) return 0;
    return fileNamed(context, &arguments, directory, name, fileMode);
}

/* Where no program on a kernel function sees the rename itself. */
ALWAYS_INLINE int fileRenamed(struct callExit* context, int directory, int name)
{
    struct callArguments arguments;
    if (!takeArguments(&arguments) || context->result != 0) return 0;
    sysmonFileNamed(context, (struct task_struct*)bpf_get_current_task(),
                    passedDirectory(&arguments, directory), arguments.values[name],
                    FILE_MODE_NOT_KNOWN);
    return 0;
}

/* Type 0 makes a regular file, too; fifos, sockets and devices are no event. */
ALWAYS_INLINE int nodeMade(struct callExit* context, int directory, int name)
{
    struct callArguments arguments;
    forgetMadeFile();
    if (!takeArguments(&arguments)) return 0;
    __u32 mode = arguments.values[name + 1];
    __u32 type = mode & INODE_TYPE;
    if (type && type != INODE_REGULAR) return 0;
    return fileNamed(context, &arguments, directory, name, mode | INODE_REGULAR);
}

/* mknod(path, mode, device) */
SEC("tracepoint/syscalls/sys_exit_mknod")
int sysmonFileMknod_tp(struct callExit* context)
{
    return nodeMade(context, NO_DIRECTORY_ARGUMENT, 0);
}

/* mknodat(directory, path, mode, device) */
SEC("tracepoint/syscalls/sys_exit_mknodat")
int sysmonFileMknodAt_tp(struct callExit* context)
{
    return nodeMade(context, 0, 1);
}

/* link(old, new) */
SEC("tracepoint/syscalls/sys_exit_link")
int sysmonFileLink_tp(struct callExit* context)
{
    return fileNamedAtExit(context, NO_DIRECTORY_ARGUMENT, 1, FILE_MODE_NOT_KNOWN);
}

/* linkat(old directory, old, new directory, new, flags) */
SEC("tracepoint/syscalls/sys_exit_linkat")
int sysmonFileLinkAt_tp(struct callExit* context)
{
    return fileNamedAtExit(context, 2, 3, FILE_MODE_NOT_KNOWN);
}

/* symlink(text, new) */
SEC("tracepoint/syscalls/sys_exit_symlink")
int sysmonFileSymlink_tp(struct callExit* context)
{
    return fileNamedAtExit(context, NO_DIRECTORY_ARGUMENT, 1, INODE_LINK);
}

/* symlinkat(text, directory, new) */
SEC("tracepoint/syscalls/sys_exit_symlinkat")
int sysmonFileSymlinkAt_tp(struct callExit* context)
{
    return fileNamedAtExit(context, 1, 2, INODE_LINK);
}

/* rename(old, new) */
SEC("tracepoint/syscalls/sys_exit_rename")
int sysmonFileRename_tp(struct callExit* context)
{
    return fileRenamed(context, NO_DIRECTORY_ARGUMENT, 1);
}

/* renameat(old directory, old, new directory, new) */
SEC("tracepoint/syscalls/sys_exit_renameat")
int sysmonFileRenameAt_tp(struct callExit* context)
{
    return fileRenamed(context, 2, 3);
}

/* renameat2(old directory, old, new directory, new, flags): an exchange gives both files a name */
SEC("tracepoint/syscalls/sys_exit_renameat2")
int sysmonFileRenameAt2_tp(struct callExit* context)
{
    struct callArguments arguments;
    if (!takeArguments(&arguments) || context->result != 0) return 0;
    if (arguments.values[4] & RENAME_EXCHANGE)
        sysmonFilesExchanged(context, passedName(&arguments, 2, 3), passedName(&arguments, 0, 1));
    else
        sysmonFileNamed(context, (struct task_struct*)bpf_get_current_task(),
                        passedDirectory(&arguments, 2), arguments.values[3], FILE_MODE_NOT_KNOWN);
    return 0;
}
