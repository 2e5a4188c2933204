/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "classicTracepoints.c"
#include "sysmonTCPconnection.c"

/* In the order of the object's fields in linux/telemetry/telemetryPrograms.cpp. */
enum tcpStateField { TcpFieldSocket, TcpFieldOldState, TcpFieldNewState };

/* tcp/tcp_set_state of 4.15, sock/inet_sock_set_state since 4.16 */
SEC("tracepoint/sock/inet_sock_set_state")
int sysmonTCPstate_tp(void* context)
{
    struct sock* socket = (struct sock*)readField(context, TcpFieldSocket, sizeof(void*));
    int from = (int)readField(context, TcpFieldOldState, sizeof(int));
    int to = (int)readField(context, TcpFieldNewState, sizeof(int));
    if (socket) sysmonTCPstate(false, context, socket, from, to);
    return 0;
}

ALWAYS_INLINE int tcpAcceptOnCallExit(struct callExit* context)
{
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    struct callArguments arguments;
    if (!takeArguments(&arguments) || context->result < 0) return 0;
    sysmonTCPaccept(context, socketOfFile(fileOfDescriptor(task, context->result)),
                    socketOfFile(fileOfDescriptor(task, arguments.values[0])));
    return 0;
}

/* accept(listening, address, address size) */
SEC("tracepoint/syscalls/sys_exit_accept")
int sysmonTCPaccept_tp(struct callExit* context)
{
    return tcpAcceptOnCallExit(context);
}

/* accept4(listening, address, address size, flags) */
SEC("tracepoint/syscalls/sys_exit_accept4")
int sysmonTCPaccept4_tp(struct callExit* context)
{
    return tcpAcceptOnCallExit(context);
}
