/* The cold protocol: who is called, how often, with which data; and that flushing neither loses data nor
 * touches what lies beside it. How long a cold call takes is not tested: that is the machine's affair. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/harness/cold.h"
#include "bench/harness/flush.h"

static unsigned called[2];
static bool saw_the_model = true;
static const fl_job *running;

static bool same(const float *a, const float *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!(a[i] == b[i]))
            return false;
    return true;
}

static void examine(const float *weights, const float *bias, const float *input, float *output)
{
    saw_the_model = saw_the_model && same(weights, running->model.weights, FL_WEIGHTS) &&
                    same(bias, running->model.bias, FL_OUTPUTS) && input[1] > 0.0f;
    called[0]++;
    output[0] = (float)called[0];
    output[1] = -1.0f;
}

static void examine_softmax(const float *weights, const float *bias, const float *input, float *output)
{
    saw_the_model = saw_the_model && !weights && !bias && isfinite(input[0]);
    called[1]++;
    output[0] = output[1] = 0.5f;
}

static void every_entry_is_called_in_turn(void **state)
{
    (void)state;
    enum { CALLS = 7 };
    fl_job *job = calloc(1, sizeof *job);
    fl_layout layout;
    fl_error error = {""};
    double first[CALLS + 1], last[CALLS + 1], *samples[FL_MOST_CONTESTANTS] = {first, NULL, last};
    assert_non_null(job);
    running = job;
    for (int i = 0; i < FL_WEIGHTS; i++)
        job->model.weights[i] = (float)i / FL_WEIGHTS;
    job->model.bias[0] = 0.25f;
    job->cold_calls = CALLS;
    job->contestant_count = 3;
    job->contestants[0] =
        (fl_job_contestant){.run = examine, .work = FL_WORK_LINEAR_784X2, .cold = true, .code_bytes = 16};
    job->contestants[1] = (fl_job_contestant){.run = NULL, .work = FL_WORK_LINEAR_784X2}; /* takes no part */
    job->contestants[2] =
        (fl_job_contestant){.run = examine_softmax, .work = FL_WORK_SOFTMAX_2, .cold = true};
    for (int i = 0; i <= CALLS; i++)
        first[i] = last[i] = -1;
    assert_int_equal(fl_layout_make(job, &layout, &error), FL_OK);
    fl_cold_run(job, &layout, samples);
    for (int i = 0; i < CALLS; i++)
        assert_true(first[i] >= 0 && last[i] >= 0 && isfinite(first[i]) && isfinite(last[i]));
    assert_true(first[CALLS] == -1 && last[CALLS] == -1);
    assert_true(saw_the_model);
    assert_true(called[0] > CALLS && called[0] == called[1]); /* some go ahead uncounted */
    fl_layout_free(&layout);
    free(job);
}

static void flushing_keeps_data_and_stays_inside(void **state)
{
    (void)state;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *map = mmap(NULL, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(map != MAP_FAILED);
    assert_int_equal(mprotect(map + page, page, PROT_READ | PROT_WRITE), 0);
    for (size_t i = 0; i < page; i++)
        map[page + i] = (char)(i * 7);
    for (size_t size = 1; size <= page; size += 61) {
        fl_flush(map + page, size);            /* begins where the page does */
        fl_flush(map + 2 * page - size, size); /* ends where the page does */
    }
    fl_flush(map, 0);
    fl_flush(NULL, 0); /* arrays that a work does not have */
    fl_flush_finish();
    for (size_t i = 0; i < page; i++)
        assert_int_equal(map[page + i], (char)(i * 7));
    assert_int_equal(munmap(map, 3 * page), 0);
    assert_true(strlen(fl_flush_method()) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_entry_is_called_in_turn),
        cmocka_unit_test(flushing_keeps_data_and_stays_inside),
    };
    return cmocka_run_group_tests_name("cold calls", tests, NULL, NULL);
}
