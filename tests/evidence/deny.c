/* Runs a command under a seccomp filter that refuses system calls, as container runtimes set one.
 * usage: deny ERRNO CALL[,CALL…] COMMAND…; 77 where no filter can be set */
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

enum { SKIPPED = 77, MISUSED = 2, MOST = 32 };

static const struct {
    const char *name;
    unsigned number;
} calls[] = {
    {"clock_getres", SYS_clock_getres},
    {"clock_gettime", SYS_clock_gettime},
    {"clone3", SYS_clone3},
    {"get_mempolicy", SYS_get_mempolicy},
    {"getrandom", SYS_getrandom},
    {"getrusage", SYS_getrusage},
    {"memfd_create", SYS_memfd_create},
    {"mlock", SYS_mlock},
    {"mlockall", SYS_mlockall},
    {"perf_event_open", SYS_perf_event_open},
    {"personality", SYS_personality},
    {"pidfd_open", SYS_pidfd_open},
    {"prctl", SYS_prctl},
    {"prlimit64", SYS_prlimit64},
    {"process_vm_readv", SYS_process_vm_readv},
    {"ptrace", SYS_ptrace},
    {"renameat2", SYS_renameat2},
    {"rseq", SYS_rseq},
    {"sched_getaffinity", SYS_sched_getaffinity},
    {"sched_setaffinity", SYS_sched_setaffinity},
    {"setpriority", SYS_setpriority},
    {"timer_create", SYS_timer_create},
    {"wait4", SYS_wait4},
    {"waitid", SYS_waitid},
};

static int number_of(const char *name)
{
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
        if (strcmp(calls[i].name, name) == 0)
            return (int)calls[i].number;
    fprintf(stderr, "deny: the call '%s' is not in its list\n", name);
    exit(MISUSED);
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return MISUSED;
    unsigned answer = SECCOMP_RET_ERRNO | (unsigned)strtoul(argv[1], NULL, 10);
    struct sock_filter steps[2 * MOST + 2] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))};
    unsigned short count = 1;
    for (char *name = strtok(argv[2], ","); name && count < 2 * MOST; name = strtok(NULL, ",")) {
        steps[count++] =
            (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)number_of(name), 0, 1);
        steps[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, answer);
    }
    steps[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog filter = {count, steps};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) {
        printf("skipped: no seccomp filter can be set here: %s\n", strerror(errno));
        return SKIPPED;
    }
    execvp(argv[3], argv + 3);
    perror(argv[3]);
    return MISUSED;
}
