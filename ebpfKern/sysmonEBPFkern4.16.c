/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Kernel 4.16: the programs of 4.15. Only the tracepoint of TCP's states has another name there,
 * which is not the object's business.
 */
#include "sysmonEBPFkern4.15.c"
