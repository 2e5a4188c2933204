# SPDX-License-Identifier: MIT
# Run by cpack on the files of each package before it is made of them.
#
# Libraries: what is built on Debian lies in lib/ARCHITECTURE, where no distribution with RPM looks.
# Documentation: all want manual pages compressed, Debian its changelog, too.
file(GLOB roots LIST_DIRECTORIES true ${CPACK_TEMPORARY_DIRECTORY}/*)
foreach(root ${roots})
    if(CPACK_GENERATOR STREQUAL RPM)
        file(REMOVE_RECURSE ${root}/usr/share/lintian)
        file(GLOB debianOnly ${root}/usr/share/doc/*/changelog)
        if(debianOnly)
            file(REMOVE ${debianOnly})
        endif()
        set(libraries ${root}/usr/lib/$ENV{SYSMON_LIBRARY_ARCHITECTURE})
        if(NOT "$ENV{SYSMON_LIBRARY_ARCHITECTURE}" STREQUAL "" AND EXISTS ${libraries})
            file(RENAME ${libraries} ${root}/usr/lib64)
            set(description ${root}/usr/lib64/pkgconfig/sysinternalsEBPF.pc)
            file(READ ${description} text)
            string(REGEX REPLACE "libdir=[^\n]*" "libdir=/usr/lib64" text "${text}")
            file(WRITE ${description} "${text}")
        endif()
    endif()
    file(GLOB documents ${root}/usr/share/man/man?/*.? ${root}/usr/share/doc/*/changelog)
    if(documents)
        execute_process(COMMAND gzip -9n ${documents} COMMAND_ERROR_IS_FATAL ANY)
    endif()
endforeach()
