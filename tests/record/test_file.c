/* Whole files: limits when reading; when writing, the old file stays whole until the new one is. */
#define _GNU_SOURCE /* realpath */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/base/file.h"

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/fairlane-file-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

/* Removes the files in the folder and it; returns how many there were. */
static int empty_folder(const char *path)
{
    int count = 0;
    DIR *entries = opendir(path);
    assert_non_null(entries);
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        char name[512];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        count++;
        if (unlink(name) != 0)
            rmdir(name);
    }
    closedir(entries);
    return count;
}

static int remove_folder(void **state)
{
    (void)state;
    chmod(folder, 0700);
    empty_folder(folder);
    return rmdir(folder);
}

static const char *in_folder(const char *name)
{
    static char path[2][512];
    static int turn;
    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
    return path[turn];
}

static void assert_holds(const char *path, const char *text)
{
    char *bytes = NULL;
    size_t size = 0;
    fl_error error = {""};
    if (fl_file_read(path, 1000, &bytes, &size, &error) != FL_OK)
        fail_msg("%s", error.text);
    assert_string_equal(bytes, text);
    assert_int_equal(size, strlen(text));
    free(bytes);
}

static void write_text(const char *path, const char *text)
{
    fl_error error = {""};
    if (fl_file_write(path, text, strlen(text), &error) != FL_OK)
        fail_msg("%s", error.text);
}

static void assert_not_written(const char *path, const char *words)
{
    fl_error error = {""};
    assert_int_equal(fl_file_write(path, "new", 3, &error), FL_UNABLE);
    if (!strstr(error.text, words) || strncmp(error.text, path, strlen(path)) != 0)
        fail_msg("expected \"%s: … %s\", got \"%s\"", path, words, error.text);
}

static void assert_not_read(const char *path, size_t limit, const char *words)
{
    char *bytes = (char *)1;
    size_t size = 99;
    fl_error error = {""};
    assert_int_equal(fl_file_read(path, limit, &bytes, &size, &error), FL_USAGE);
    if (!strstr(error.text, words))
        fail_msg("expected \"%s\", got \"%s\"", words, error.text);
    assert_null(bytes);
    assert_int_equal(size, 0);
}

static void reading_has_a_limit(void **state)
{
    (void)state;
    const char *path = in_folder("a");
    write_text(path, "12345");
    assert_not_read(path, 4, "5 bytes; at most 4 are accepted");
    char *bytes = NULL;
    size_t size = 0;
    assert_int_equal(fl_file_read(path, 5, &bytes, &size, NULL), FL_OK);
    assert_memory_equal(bytes, "12345", 6); /* with the terminating zero */
    free(bytes);
    write_text(path, "");
    assert_int_equal(fl_file_read(path, 0, &bytes, &size, NULL), FL_OK);
    assert_int_equal(size, 0);
    free(bytes);
}

static void only_regular_files_are_read(void **state)
{
    (void)state;
    assert_not_read(folder, 100, "not a regular file");
    assert_not_read("/dev/null", 100, "not a regular file");
    assert_not_read(in_folder("missing"), 100, "cannot open: No such file or directory");
    assert_not_read("", 100, "cannot open");
    assert_int_equal(mkfifo(in_folder("pipe"), 0600), 0);
    assert_not_read(in_folder("pipe"), 100, "not a regular file"); /* and does not wait for a writer */
    assert_int_equal(symlink("loop", in_folder("loop")), 0);
    assert_not_read(in_folder("loop"), 100, "cannot open");
}

static void writing_replaces_the_whole_file(void **state)
{
    (void)state;
    const char *path = in_folder("a");
    write_text(path, "a long text");
    write_text(path, "short");
    assert_holds(path, "short");
    assert_int_equal(empty_folder(folder), 1); /* no temporary file is left */
}

/* Whoever has the old file open keeps reading the old text. */
static void writing_does_not_touch_the_old_file(void **state)
{
    (void)state;
    const char *path = in_folder("a");
    write_text(path, "old");
    FILE *open_before = fopen(path, "r");
    assert_non_null(open_before);
    write_text(path, "new");
    char text[4] = "";
    assert_int_equal(fread(text, 1, 3, open_before), 3);
    fclose(open_before);
    assert_string_equal(text, "old");
    assert_holds(path, "new");
}

static mode_t mode_of(const char *path)
{
    struct stat facts;
    assert_int_equal(stat(path, &facts), 0);
    return facts.st_mode & 07777;
}

static void permissions_are_kept_or_follow_the_umask(void **state)
{
    (void)state;
    mode_t before = umask(027);
    write_text(in_folder("new"), "x");
    assert_int_equal(mode_of(in_folder("new")), 0640);
    assert_int_equal(umask(before), 027);
    assert_int_equal(chmod(in_folder("new"), 0600), 0);
    write_text(in_folder("new"), "y");
    assert_int_equal(mode_of(in_folder("new")), 0600);
}

static void links_are_followed(void **state)
{
    (void)state;
    struct stat facts;
    write_text(in_folder("file"), "old");
    assert_int_equal(symlink("file", in_folder("link")), 0);
    write_text(in_folder("link"), "new");
    assert_holds(in_folder("file"), "new");
    assert_int_equal(lstat(in_folder("link"), &facts), 0);
    assert_true(S_ISLNK(facts.st_mode));
    assert_int_equal(symlink("nowhere", in_folder("dangling")), 0);
    assert_not_written(in_folder("dangling"), "is a symbolic link to a file that does not exist");
    assert_int_equal(lstat(in_folder("dangling"), &facts), 0);
    assert_true(S_ISLNK(facts.st_mode));
    assert_int_equal(symlink("loop", in_folder("loop")), 0);
    assert_not_written(in_folder("loop"), "cannot write there: Too many levels of symbolic links");
}

static void what_cannot_be_replaced_is_refused(void **state)
{
    (void)state;
    assert_not_written(folder, "is a folder");
    assert_not_written(in_folder("no/such/folder"), "cannot write there: No such file or directory");
    assert_not_written("", "the name of the file is empty");
    write_text(in_folder("file"), "old");
    assert_not_written(in_folder("file/below"), "cannot write there: Not a directory");
    char name[400];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_not_written(in_folder(name), "cannot write there: File name too long");
}

/* Cut to PATH_MAX this path would name another file. */
static void a_path_that_is_too_long_is_not_cut(void **state)
{
    (void)state;
    char path[PATH_MAX + 100];
    size_t used = (size_t)snprintf(path, sizeof path, "%s/", folder);
    while (used + 3 < PATH_MAX - 1)
        used += (size_t)snprintf(path + used, sizeof path - used, "./");
    snprintf(path + used, sizeof path - used, "abcdefgh");
    fl_error error = {""};
    assert_int_equal(fl_file_write(path, "new", 3, &error), FL_UNABLE);
    assert_int_equal(empty_folder(folder), 0);
}

static void devices_and_pipes_are_written_in_place(void **state)
{
    (void)state;
    write_text("/dev/null", "x");
    assert_not_written("/dev/full", "cannot write: No space left on device");
    struct stat facts;
    assert_int_equal(stat("/dev/full", &facts), 0);
    assert_true(S_ISCHR(facts.st_mode));
    assert_int_equal(mkfifo(in_folder("pipe"), 0600), 0);
    FILE *reader = fopen(in_folder("pipe"), "r+"); /* both ends, so that neither waits */
    assert_non_null(reader);
    write_text(in_folder("pipe"), "through\n");
    char line[16] = "";
    assert_non_null(fgets(line, sizeof line, reader));
    fclose(reader);
    assert_string_equal(line, "through\n");
}

/* Runs in a child, whose limits die with it. A limit on
 * the size of files fails like a full disk: half way. */
static int write_beyond_the_limit(const char *path)
{
    static char large[1 << 20];
    struct rlimit limit = {4096, 4096};
    fl_error error = {""};
    (void)signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return 1;
    if (fl_file_write(path, large, sizeof large, &error) != FL_UNABLE)
        return 2;
    return strstr(error.text, "File too large; the earlier file, if any, is untouched") ? 0 : 3;
}

static void a_full_disk_keeps_the_old_file(void **state)
{
    (void)state;
    const char *path = in_folder("results");
    write_text(path, "old");
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(write_beyond_the_limit(path));
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_holds(path, "old");
    assert_int_equal(empty_folder(folder), 1); /* the temporary file is gone */
}

static void a_folder_without_permission_is_refused(void **state)
{
    (void)state;
    if (geteuid() == 0) {
        puts("skipped: root may write everywhere");
        skip();
    }
    write_text(in_folder("a"), "old");
    assert_int_equal(chmod(folder, 0500), 0);
    assert_not_written(in_folder("a"), "cannot write there: Permission denied");
    assert_holds(in_folder("a"), "old");
    assert_int_equal(chmod(in_folder("a"), 0), 0);
    assert_not_read(in_folder("a"), 100, "cannot open: Permission denied");
}

static void a_folder_is_removed_and_nothing_that_is_linked_into_it(void **state)
{
    (void)state;
    char link[128], deep[128], part[128];
    write_text(in_folder("kept"), "outside");
    snprintf(part, sizeof part, "%s/part", folder);
    snprintf(link, sizeof link, "%s/part/deep/link", folder);
    snprintf(deep, sizeof deep, "%s/part/deep", folder);
    assert_int_equal(mkdir(part, 0700), 0);
    assert_int_equal(mkdir(deep, 0700), 0);
    assert_int_equal(symlink(folder, link), 0);
    fl_folder_remove(part);
    assert_int_not_equal(access(part, F_OK), 0);
    assert_holds(in_folder("kept"), "outside");
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(reading_has_a_limit),
        IN_A_FOLDER(only_regular_files_are_read),
        IN_A_FOLDER(writing_replaces_the_whole_file),
        IN_A_FOLDER(writing_does_not_touch_the_old_file),
        IN_A_FOLDER(permissions_are_kept_or_follow_the_umask),
        IN_A_FOLDER(links_are_followed),
        IN_A_FOLDER(what_cannot_be_replaced_is_refused),
        IN_A_FOLDER(a_path_that_is_too_long_is_not_cut),
        IN_A_FOLDER(devices_and_pipes_are_written_in_place),
        IN_A_FOLDER(a_full_disk_keeps_the_old_file),
        IN_A_FOLDER(a_folder_without_permission_is_refused),
        IN_A_FOLDER(a_folder_is_removed_and_nothing_that_is_linked_into_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
