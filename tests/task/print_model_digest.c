/* Prints the SHA-256 of the model that is trained here; for check_model_bytes.sh. */
#include <stdio.h>

#include "bench/task/task.h"

int main(void)
{
    fl_model model;
    fl_error error = {""};
    fl_status status = fl_model_train(FL_DEFAULT_SEED, &model, &error);
    printf("%s\n", status == FL_OK ? model.sha256 : error.text);
    return (int)status;
}
