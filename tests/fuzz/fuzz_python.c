/* The parser of Python for targets that read many sources: the process that would be started for each, kept running. It
 * takes the place of the function that starts one. */
#include "tests/fuzz/fuzz.h"

#include <errno.h>

#include "bench/base/subprocess.h"

/* Answers each request (what follows -c, mode, source) from
 * a child of its own, as if it were started afresh. */
static const char worker[] =
    "import io, os, struct, sys, ast, json, resource\n"
    "sys.setrecursionlimit(1000)\n"
    "def take(n):\n"
    "    data = b''\n"
    "    while len(data) < n:\n"
    "        more = os.read(0, n - len(data))\n"
    "        if not more: os._exit(0)\n"
    "        data += more\n"
    "    return data\n"
    "script = compile(take(struct.unpack('=I', take(4))[0]), 'python_tree.py', 'exec')\n"
    "while True:\n"
    "    size, notebook = struct.unpack('=II', take(8))\n"
    "    source = take(size)\n"
    "    get, put = os.pipe()\n"
    "    child = os.fork()\n"
    "    if child == 0:\n"
    "        os.close(get)\n"
    "        os.dup2(os.open('/dev/null', os.O_WRONLY), 2)\n"
    "        sys.stdin = io.TextIOWrapper(io.BytesIO(source))\n"
    "        sys.stdout = os.fdopen(put, 'w')\n"
    "        sys.argv = ['-c'] + ['notebook'] * notebook\n"
    "        try: exec(script, {'__name__': '__main__'}); sys.stdout.flush(); os._exit(0)\n"
    "        except SystemExit as e: sys.stdout.flush(); os._exit(e.code or 0)\n"
    "        except BaseException: os._exit(1)\n"
    "    os.close(put)\n"
    "    with os.fdopen(get, 'rb') as f: answer = f.read()\n"
    "    status = os.waitpid(child, 0)[1]\n"
    "    answer = struct.pack('=II', len(answer), int(status != 0)) + answer\n"
    "    while answer: answer = answer[os.write(1, answer):]\n";

static int to_worker = -1, from_worker = -1;

static void send_all(const void *bytes, size_t size)
{
    for (const char *at = bytes; size > 0;) {
        ssize_t sent = write(to_worker, at, size);
        if (sent < 0 && errno == EINTR) /* the fuzzer's own clock */
            continue;
        fuzz_must(sent > 0);
        at += sent;
        size -= (size_t)sent;
    }
}

static void receive_all(void *bytes, size_t size)
{
    for (char *at = bytes; size > 0;) {
        ssize_t got = read(from_worker, at, size);
        if (got < 0 && errno == EINTR)
            continue;
        fuzz_must(got > 0);
        at += got;
        size -= (size_t)got;
    }
}

static void start_worker(const char *script)
{
    int in[2], out[2];
    fuzz_must(pipe(in) == 0 && pipe(out) == 0);
    pid_t pid = fork();
    fuzz_must(pid >= 0);
    if (pid == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        for (int i = 3; i < 64; i++)
            close(i);
        execlp("python3", "python3", "-I", "-S", "-B", "-c", worker, (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    to_worker = in[1];
    from_worker = out[0];
    uint32_t size = (uint32_t)strlen(script);
    send_all(&size, sizeof size);
    send_all(script, size);
}

fl_status fl_subprocess_filter(const fl_subprocess *program, char **output, size_t *output_size, bool *absent,
                               fl_error *error)
{
    const char *const *arguments = program->arguments;
    uint32_t head[2] = {(uint32_t)program->input_size, arguments[6] != NULL};
    *absent = false;
    *output = NULL;
    *output_size = 0;
    fuzz_must(strcmp(arguments[0], "python3") == 0);
    if (to_worker < 0)
        start_worker(arguments[5]);
    send_all(head, sizeof head);
    send_all(program->input, program->input_size);
    receive_all(head, sizeof head);
    *output = malloc((size_t)head[0] + 1);
    fuzz_must(*output != NULL);
    receive_all(*output, head[0]);
    (*output)[head[0]] = '\0';
    *output_size = head[0];
    if (head[1] == 0)
        return FL_OK;
    free(*output);
    *output = NULL;
    return fl_fail(error, FL_UNABLE, "python3 failed");
}
