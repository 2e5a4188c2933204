// SPDX-License-Identifier: MIT
#include "fileDigest.h"

#include <openssl/evp.h>

#include <cstdio>
#include <fstream>
#include <iterator>

namespace sysmon::e2e {

std::string fileDigest(const std::string& path, const char* algorithm)
{
    std::ifstream file(path, std::ios::binary);
    if (!file) return {};
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (!EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_get_digestbyname(algorithm),
                    nullptr))
        return {};
    std::string text;
    for (unsigned i = 0; i < size; ++i) {
        char hex[3];
        snprintf(hex, sizeof(hex), "%02x", digest[i]);
        text += hex;
    }
    return text;
}

} // namespace sysmon::e2e
