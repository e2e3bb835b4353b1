/* Calls the functions of the C library that this project calls and that the C library has in several
 * versions, of which it picks one by what the CPU announces. Where this dies of an illegal instruction, the C
 * library takes the CPU for one that has more: nothing that uses it can live there, and nothing of this
 * project is to blame. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

int main(int argc, char **argv)
{
    (void)argc;
    char text[512], copy[512], sets[64];
    size_t sum = 0;
    snprintf(text, sizeof text, "%.200s and more of it, with words: 0123456789 abc", argv[0]);
    for (size_t length = 0; length < 200; length++) {
        memset(copy, 0, sizeof copy);
        memcpy(copy, text, length);
        memmove(copy + 1, copy, length);
        const char *set = strcpy(sets + length % 32, "xyz0123"); /* at every distance from a boundary */
        sum += strlen(copy + 1) + strcspn(text, set) + strspn(text, set) + (strpbrk(text, set) != NULL) +
               (strchr(text, 'w') != NULL) + (strrchr(text, 'w') != NULL) +
               (strstr(text, "words: ") != NULL) + (size_t)(strcmp(text, copy) > 0) +
               (size_t)(strncmp(text, copy, length) > 0) + (size_t)(memcmp(text, copy, length) > 0) +
               (memchr(text, '9', sizeof text) != NULL) + (size_t)(strcasecmp(text, copy) > 0) +
               (size_t)(strncasecmp(text, copy, length) > 0);
        strcpy(copy, text);
        strcat(copy, "end");
    }
    return printf("%zu\n", sum) > 0 ? 0 : 1;
}
