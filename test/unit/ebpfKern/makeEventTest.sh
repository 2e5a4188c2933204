#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: makeEventTest.sh SOURCE-FOLDER LOAD-OBJECTS COMPILER FLAG...
#
# What ebpfKern/makeEvent makes compiles for the first and for the last range of kernels, and the
# running kernel loads it. It refuses names that are none and files that are there.
set -euo pipefail
source=$1 loadObjects=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$source/ebpfKern/makeEvent" MadeByTest fchmod "$work" >"$work/said"
grep -q sysmonMadeByTest_rawtp.c "$work/said"
if grep -l "TEMPLATE\|SYSCALL" "$work"/*.c; then
    echo "placeholders are left"
    exit 1
fi
for refused in "lower fchmod" "Made-By fchmod" "MadeByTest fchmod" "Other Fchmod"; do
    # shellcheck disable=SC2086 # two words
    if "$source/ebpfKern/makeEvent" $refused "$work" 2>"$work/error"; then
        echo "not refused: $refused"
        exit 1
    fi
    grep -q makeEvent: "$work/error"
done

# make NAME WRAPPER FLAG...
make()
{
    local name=$1 wrapper=$2
    shift 2
    printf '#include "%s"\nchar programLicense[] SEC("license") = "Dual MIT/GPL";\n' "$wrapper" \
        >"$work/$name.c"
    "$@" -I"$work" -c "$work/$name.c" -o "$work/$name.o"
}
make new sysmonMadeByTest_rawtp.c "$@" -mcpu=v3
make old sysmonMadeByTest_tp.c "$@" -mcpu=v2 -DNOLOOPS -DCLASSIC_TRACEPOINTS -DCOPY_BY_TAIL_CALLS \
    -DPATH_STEPS=96

if [ "$(id -u)" != 0 ]; then
    echo "loading them needs root"
    exit 0
fi
"$loadObjects" --files "$work/new.o" "$work/old.o"
