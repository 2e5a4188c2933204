/* SPDX-License-Identifier: MIT */
/* The harness runs it after an actor: once its event is out, so is all that came before. */
int main(void)
{
    return 0;
}
