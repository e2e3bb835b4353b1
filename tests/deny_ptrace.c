/* Runs a command under a seccomp filter that refuses ptrace, as container runtimes set one.
 * usage: deny_ptrace ERRNO COMMAND…; 77 where no filter can be set */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SKIPPED = 77, MISUSED = 2 };

int main(int argc, char **argv)
{
    if (argc < 3)
        return MISUSED;
    unsigned answer = SECCOMP_RET_ERRNO | (unsigned)strtoul(argv[1], NULL, 10);
    struct sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ptrace, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, answer),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog filter = {sizeof steps / sizeof steps[0], steps};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) {
        printf("skipped: no seccomp filter can be set here: %s\n", strerror(errno));
        return SKIPPED;
    }
    execvp(argv[2], argv + 2);
    perror(argv[2]);
    return MISUSED;
}
