/* SPDX-License-Identifier: MIT */
/*
 * Texts that break careless output, for arguments and (none holds a slash) file names. A list that
 * ends in NULL.
 */
#ifndef HOSTILE_H
#define HOSTILE_H

static char* const HOSTILE_TEXTS[] = {
    "a&b<c>d\"e'f",
    "&amp;&lt;&#10;&unknown;",
    "]]><![CDATA[x",
    "<!-- -->",
    "<Data Name=\"Image\">",
    "line\nend\r\nand\ttab",
    "\n",
    "control\x01\x02\x08\x0b\x0c\x1b[31m\x1f\x7f",
    "c1 \xc2\x80\xc2\x85\xc2\x9f",                     /* allowed in XML 1.0 */
    "separators \xe2\x80\xa8\xe2\x80\xa9\xef\xbb\xbf", /* U+2028, U+2029, byte order mark */
    "noncharacters \xef\xbf\xbe\xef\xbf\xbf",          /* U+FFFE, U+FFFF: not allowed */
    "\xf0\x9f\x90\xa7 \xf4\x8f\xbf\xbf",               /* U+1F427, U+10FFFF */
    "gr\xc3\xbc\xc3\x9f \xe6\x97\xa5\xe6\x9c\xac",
    "latin1 \xe4\xf6\xfc",
    "overlong \xc0\x80 \xc0\xaf \xe0\x80\xaf \xf0\x80\x80\xaf",
    "surrogates \xed\xa0\x80\xed\xb0\x80",
    "beyond \xf4\x90\x80\x80 \xf8\x88\x80\x80\x80",
    "cut \xe2\x82",
    "continuation \x80\xbf",
    "\xff\xfe\xfd",
    "back\\slash \\x41 %s %n $(x) `x` *?;|",
    " leading and trailing ",
    "-",
    "...",
    (char*)0,
};

#endif
