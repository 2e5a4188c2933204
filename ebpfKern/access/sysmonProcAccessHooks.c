/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Process access where the kernel grants it, with the target's task: nothing is looked up by a
 * number, and a call that ends otherwise than the kernel decided (seccomp) makes no event.
 *
 *     ptrace(PTRACE_ATTACH, PTRACE_SEIZE), process_vm_readv, process_vm_writev, pidfd_getfd,
 *     opening /proc/ID/mem → security_ptrace_access_check(target, mode)
 *     ptrace(PTRACE_TRACEME) → security_ptrace_traceme(parent)
 *
 * Files are asked for with the rights that count for files (FSCREDS); of those that ask for as much
 * as to attach, only `mem` is memory. Its open is noted on security_file_open, in the same thread.
 * The others are told apart by the number of the system call, among the registers that the kernel
 * saved when it began.
 */
#ifndef SYSMON_PROC_ACCESS_HOOKS_C
#define SYSMON_PROC_ACCESS_HOOKS_C

#include "callRegisters.c"
#include "functionArguments.c"
#include "sysmonProcAccess.c"
#include "sysmonThreadNotes.c"

#define PTRACE_MODE_ATTACH 0x02
#define PTRACE_MODE_FSCREDS 0x08

/* Numbers of calls; x32 programs have their own for some. */
#define CALL_PIDFD_GETFD 438
#if defined(__TARGET_ARCH_x86)
#define CALL_PTRACE 101
#define CALL_VM_READ 310
#define CALL_VM_WRITE 311
#define CALL_PTRACE_X32 521
#define CALL_VM_READ_X32 539
#define CALL_VM_WRITE_X32 540
#define COMPAT_CALL_PTRACE 26
#define COMPAT_CALL_VM_READ 347
#define COMPAT_CALL_VM_WRITE 348
#else
#define CALL_PTRACE 117
#define CALL_VM_READ 270
#define CALL_VM_WRITE 271
#define CALL_PTRACE_X32 CALL_PTRACE
#define CALL_VM_READ_X32 CALL_VM_READ
#define CALL_VM_WRITE_X32 CALL_VM_WRITE
#define COMPAT_CALL_PTRACE 26
#define COMPAT_CALL_VM_READ 376
#define COMPAT_CALL_VM_WRITE 377
#endif

/* SYSMON_ACCESS_MEMORY_... of the file that may be memory and that a thread just opens. */
THREAD_NOTES(MemoryOpen, __u32)

/* The running thread comes to open `file`, which has the mode of a process's memory. */
ALWAYS_INLINE void memoryOpens(struct file* file)
{
    __u32 access = accessOfFile(file);
    if (access && isNamedMemory(READ_KERNEL(file, f_path.dentry))) noteMemoryOpen(&access);
}

/* 0: what the thread does is no open of memory. */
ALWAYS_INLINE __u32 accessOfOpen(void)
{
    __u32* access = notedMemoryOpen();
    return access ? *access : 0;
}

ALWAYS_INLINE __u32 accessOfTrace(struct pt_regs* registers, bool compat,
                                  struct task_struct* target)
{
    __u32 request = callArgumentUntyped(registers, compat, 0);
    bool begins = request == PTRACE_ATTACH || request == PTRACE_SEIZE;
    return begins && !traceOf(target) ? request : 0; /* one that is traced will be refused */
}

/* 0: the running call gives no access to memory or descriptors. */
ALWAYS_INLINE __u32 accessOfCall(void* context, struct task_struct* target)
{
    struct pt_regs* registers = callerRegisters(context);
    if (!registers) return 0;
    bool compat = isCompatCallUntyped();
    __u32 number = READ_KERNEL(registers, CALL_NUMBER) & ~X32_CALL;
    if (number == CALL_PIDFD_GETFD) return SYSMON_ACCESS_DESCRIPTOR;
    if (compat) {
        if (number == COMPAT_CALL_PTRACE) return accessOfTrace(registers, compat, target);
        if (number == COMPAT_CALL_VM_READ) return SYSMON_ACCESS_VM_READ;
        return number == COMPAT_CALL_VM_WRITE ? SYSMON_ACCESS_VM_WRITE : 0;
    }
    if (number == CALL_PTRACE || number == CALL_PTRACE_X32)
        return accessOfTrace(registers, compat, target);
    if (number == CALL_VM_READ || number == CALL_VM_READ_X32) return SYSMON_ACCESS_VM_READ;
    bool writes = number == CALL_VM_WRITE || number == CALL_VM_WRITE_X32;
    return writes ? SYSMON_ACCESS_VM_WRITE : 0;
}

/* The kernel decided whether the running task may access `target` in the way of `mode`. */
ALWAYS_INLINE int accessDecided(void* context, struct task_struct* target, __u32 mode, int result)
{
    if (result != 0 || !(mode & PTRACE_MODE_ATTACH)) return 0;
    __u32 access = mode & PTRACE_MODE_FSCREDS ? accessOfOpen() : accessOfCall(context, target);
    if (access)
        sysmonTaskAccess(context, (struct task_struct*)bpf_get_current_task(), target, access);
    return 0;
}

/* The running task asked `parent` to trace it. */
ALWAYS_INLINE int traceDecided(void* context, struct task_struct* parent, int result)
{
    if (result == 0)
        sysmonTaskAccess(context, parent, (struct task_struct*)bpf_get_current_task(),
                         PTRACE_TRACEME);
    return 0;
}

#endif
