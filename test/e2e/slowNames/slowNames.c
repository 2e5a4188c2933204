/* SPDX-License-Identifier: MIT */
/*
 * A name service that keeps everybody waiting until the file that SLOW_NAMES names exists. Then
 * user 54321 is "slowuser", and nobody else has a name.
 */
#include <errno.h>
#include <nss.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SLOW_USER = 54321, STEP_US = 10000 };

enum nss_status _nss_slownames_getpwuid_r(uid_t id, struct passwd* account, char* buffer,
                                          size_t size, int* ret_error);

enum nss_status _nss_slownames_getpwuid_r(uid_t id, struct passwd* account, char* buffer,
                                          size_t size, int* ret_error)
{
    static const char name[] = "slowuser";
    const char* file = getenv("SLOW_NAMES");
    while (file && access(file, F_OK) != 0)
        usleep(STEP_US);
    if (id != SLOW_USER) return NSS_STATUS_NOTFOUND;
    if (size < sizeof(name)) {
        *ret_error = ERANGE;
        return NSS_STATUS_TRYAGAIN;
    }
    memcpy(buffer, name, sizeof(name));
    char* const end = buffer + sizeof(name) - 1; /* an empty text */
    *account = (struct passwd){.pw_name = buffer,
                               .pw_passwd = end,
                               .pw_uid = id,
                               .pw_gid = id,
                               .pw_gecos = end,
                               .pw_dir = end,
                               .pw_shell = end};
    return NSS_STATUS_SUCCESS;
}
