/* SPDX-License-Identifier: MIT */
/* An ordinary user, who has no rights beyond those that everybody has. */
#ifndef USER_H
#define USER_H

/* Before actorBegin(): the actor is that user's from then on. */
void becomeUser(void);

#endif
