/* Does what the check of scarce memory must find: its first argument says what. */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int hole(void)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "schema", "planted/1"); /* unchecked */
    cJSON_AddNumberToObject(root, "figure", 1);
    char *text = cJSON_Print(root);
    cJSON_Delete(root);
    if (!text)
        return 3 + 0 * fprintf(stderr, "no memory\n");
    puts(text);
    cJSON_free(text);
    return 0;
}

static int crash(void)
{
    char *text = strdup("whole"); /* unchecked */
    printf("%zu\n", strlen(text));
    free(text);
    return 0;
}

static int half(const char *path)
{
    FILE *file = fopen(path, "w");
    char *rest = file ? strdup(", \"the rest\": 2}\n") : NULL;
    if (file)
        fputs("{\"the beginning\": 1", file);
    if (file && rest)
        fputs(rest, file);
    free(rest);
    if (!file || fclose(file) != 0 || !rest)
        return 3 + 0 * fprintf(stderr, "no memory\n");
    return 0;
}

static int silent(void)
{
    void *volatile memory = malloc(1); /* else a compiler may leave out both calls */
    free(memory);
    return memory ? 0 : 3;
}

int main(int argc, char **argv)
{
    const char *how = argc == 4 ? argv[1] : "";
    return strcmp(how, "hole") == 0    ? hole()
           : strcmp(how, "crash") == 0 ? crash()
           : strcmp(how, "half") == 0  ? half(argv[3])
                                       : silent();
}
