#include "bench/base/emulator.h"

#include <stdio.h>
#include <string.h>

#include "bench/base/system.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

const char *fl_system_hypervisor_of(const char *signature)
{
    /* CPUID leaf 0x40000000, EBX ECX EDX, as the makers document it. */
    static const char *const known[][2] = {
        {"KVMKVMKVM", "KVM"},
        {"Linux KVM Hv", "KVM"},
        {"Microsoft Hv", "Hyper-V"},
        {"VMwareVMware", "VMware"},
        {"XenVMMXenVMM", "Xen"},
        {"VBoxVBoxVBox", "VirtualBox"},
        {"bhyve bhyve ", "bhyve"},
        {" prl hyperv  ", "Parallels"},
        {"prl hyperv  ", "Parallels"},
        {"ACRNACRNACRN", "ACRN"},
        {"QNXQVMBSQG", "QNX"},
        {"NVMMNVMMNVMM", "NVMM"},
        {"OpenBSDVMM58", "OpenBSD"},
        {"HAXMHAXMHAXM", "HAXM"},
        {"Jailhouse", "Jailhouse"},
        {"TCGTCGTCGTCG", "QEMU TCG"},
        {"SRESRESRESRE", "Lockheed Martin"},
    };
    if (!signature)
        return "none";
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (!strcmp(signature, known[i][0]))
            return known[i][1];
    return "unknown";
}

const char *fl_system_emulator_of(const char *process_name, const char *signature, const fl_cpu *cpu)
{
    /* Programs that carry others; valgrind's are called after the tool. */
    static const char *const prefixes[] = {"qemu-",   "memcheck-", "callgrind-", "cachegrind-", "massif-",
                                           "lackey-", "none-",     "helgrind-",  "drd-",        "dhat-",
                                           "exp-",    "box64",     "FEX"};
    /* What they put in the place of the manufacturer, of the brand or of a hypervisor. */
    static const struct {
        const char *text, *name;
    } vendors[] = {{"VirtualApple", "Rosetta 2"},
                   {"MicrosoftXTA", "Windows' translator for Arm"},
                   {"Virtual CPU ", "Windows' translator for Arm"},
                   {"E2K MACHINE", "Elbrus' translator"},
                   {"PowerVM Lx86", "PowerVM Lx86"},
                   {"Insignia 586", "Insignia"},
                   {"ConnectixCPU", "Virtual PC"},
                   {"Compaq FX!32", "FX!32"}},
      brands[] = {{"VirtualApple", "Rosetta 2"}, {"Box64 ", "box64"}, {"QEMU TCG", "QEMU TCG"}},
      signatures[] = {{"TCGTCGTCGTCG", "QEMU TCG"},
                      {"FEXIFEXIEMU", "FEX"},
                      {"MicrosoftXTA", "Windows' translator for Arm"}};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
        if (!strncmp(process_name, prefixes[i], strlen(prefixes[i])))
            return process_name;
    for (size_t i = 0; i < sizeof vendors / sizeof vendors[0]; i++)
        if (!strcmp(cpu->vendor, vendors[i].text))
            return vendors[i].name;
    for (size_t i = 0; i < sizeof brands / sizeof brands[0]; i++)
        if (!strncmp(cpu->name, brands[i].text, strlen(brands[i].text)))
            return brands[i].name;
    for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++)
        if (!strcmp(signature, signatures[i].text))
            return signatures[i].name;
    return "";
}

/* The signature in a hypervisor's place, 13 bytes with the zero, whether there is one or not (FEX can deny
 * that it is there and still tells its name): without one it is what the CPU says of leaves that it does not
 * have. */
static const char *any_signature(void)
{
#if defined(__x86_64__)
    static char signature[13];
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
    __cpuid(0x40000000, eax, ebx, ecx, edx);
    memcpy(signature, &ebx, 4);
    memcpy(signature + 4, &ecx, 4);
    memcpy(signature + 8, &edx, 4);
    return signature;
#else
    return "";
#endif
}

/* Of the hypervisor; NULL when the CPU says that there is none, "" when it cannot be asked. */
static const char *hypervisor_signature(void)
{
#if defined(__x86_64__)
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
    if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx))
        return "";
    return ecx & (1u << 31) ? any_signature() : NULL;
#else
    return "";
#endif
}

const char *fl_hypervisor(void)
{
    return fl_system_hypervisor_of(hypervisor_signature());
}

const char *fl_emulator(void)
{
    static char name[64];
    char process[sizeof name];
    fl_cpu cpu = fl_cpu_detect();
    fl_system_process_name("", process, sizeof process);
    const char *emulator = fl_system_emulator_of(process, any_signature(), &cpu);
    if (!emulator[0])
        emulator = fl_system_translator("");
    if (!emulator[0] && fl_system_looks_emulated())
        emulator = "some user-mode emulator";
    snprintf(name, sizeof name, "%s", emulator);
    return name;
}
