/* From the reset vector of a PC to 64-bit C code with AVX-512 switched on: the whole firmware of the image.
 *
 * The image is the machine's ROM, 64 KiB at 0xf0000. It copies itself to 0x20000, where it was linked for, since
 * its data must be writable; builds page tables that map the first 2 MiB onto themselves; enters long mode; has
 * the vector registers saved as an operating system would (XCR0), provided the CPU has them; calls run_all(). */
.set PAGES, 0x1000   /* three tables of 4 KiB */
.set STACK, 0x80000
.set COPY, 0x2000    /* segment */

.code16
.section .text.start, "ax"
.globl start
start:
    cli
    cld
    movw $0xf000, %ax
    movw %ax, %ds
    movw $COPY, %ax
    movw %ax, %es
    xorw %si, %si
    xorw %di, %di
    movw $0x4000, %cx
    rep movsl
    ljmpw $COPY, $(copied - start)
copied:
    movw $COPY, %ax
    movw %ax, %ds
    lgdtl descriptors_pointer - start
    movl %cr0, %eax
    orl $1, %eax                 /* protected mode */
    movl %eax, %cr0
    ljmpl $0x08, $protected

.code32
protected:
    movw $0x10, %ax
    movw %ax, %ds
    movw %ax, %es
    movw %ax, %ss
    movl $PAGES, %edi            /* the tables: one entry each */
    xorl %eax, %eax
    movl $(3 * 4096 / 4), %ecx
    rep stosl
    movl $(PAGES + 0x1000 + 3), PAGES
    movl $(PAGES + 0x2000 + 3), PAGES + 0x1000
    movl $0x83, PAGES + 0x2000   /* 2 MiB from address 0 */
    movl $PAGES, %eax
    movl %eax, %cr3
    movl $0x40620, %eax          /* PAE, OSFXSR, OSXMMEXCPT, OSXSAVE */
    movl %eax, %cr4
    movl $0xc0000080, %ecx       /* EFER: long mode */
    rdmsr
    orl $0x100, %eax
    wrmsr
    movl %cr0, %eax
    andl $~0x4, %eax             /* no emulation of the FPU */
    orl $0x80000003, %eax        /* paging, monitor coprocessor, protected mode */
    movl %eax, %cr0
    ljmpl $0x18, $long_mode

.code64
long_mode:
    movq $STACK, %rsp
    movl $7, %eax
    xorl %ecx, %ecx
    cpuid
    xorl %edi, %edi
    btl $16, %ebx                /* AVX-512F */
    jnc 1f
    movl $0xe7, %eax             /* x87, SSE, AVX, masks, both parts of the 512-bit registers */
    xorl %edx, %edx
    xorl %ecx, %ecx
    xsetbv
    movl $1, %edi
1:  call run_all
    leaq farewell(%rip), %rsi    /* the emulator ends at this word on this port */
    movw $0x8900, %dx
    movl $8, %ecx
    rep outsb
2:  hlt
    jmp 2b

.balign 8
descriptors:
    .quad 0
    .quad 0x00cf9a000000ffff     /* 32-bit code */
    .quad 0x00cf92000000ffff     /* data */
    .quad 0x00af9a000000ffff     /* 64-bit code */
descriptors_pointer:
    .word . - descriptors - 1
    .long descriptors
farewell:
    .ascii "Shutdown"

.code16
.section .reset, "ax"
    ljmpw $0xf000, $0            /* start */

.section .note.GNU-stack, "", @progbits
