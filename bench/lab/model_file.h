/* The file of --model and of model --check. */
#ifndef FAIRLANE_BENCH_LAB_MODEL_FILE_H
#define FAIRLANE_BENCH_LAB_MODEL_FILE_H

#include "bench/task/task.h"

/* As fl_import_model(), and files of torch.save(): the tensors in them are read by PyTorch itself, of the
 * peers' environment or of FAIRLANE_PYTHON, with weights_only. FL_UNABLE where that is not installed. */
fl_status fl_model_file_read(const char *path, const char *tensor, fl_model *model, fl_error *error);

#endif
