/*
 * Entry by the PVH protocol (32-bit protected mode, paging off, ebx = start info), and everything that has to be
 * in assembler: long mode, the way down to ring 3, entries of interrupts and exceptions.
 *
 * On hosts whose KVM runs only ring 3 natively, ring 0 is interpreted, and slow. So it does as little as it can:
 * it sets up, handles the timer, and halts when ring 3 asks for it.
 */

/* Selectors of the descriptor table below. */
.set KERNEL_CODE, 0x10
.set KERNEL_DATA, 0x18
.set USER_DATA, 0x20
.set USER_CODE, 0x28

/* Tells QEMU where to enter: an ELF note of owner "Xen" and type 18. */
.section .note.Xen, "a", @note
  .long 4, 4, 18
  .asciz "Xen"
  .long start32

.section .text.boot, "ax"
.code32
.globl start32
start32:
  cli
  mov %ebx, start_info
  mov $ring0_stack_top, %esp

  /* 4 GiB are mapped as they lie, in pages of 2 MiB, writable, open to ring 3. */
  movl $(page_directory_pointers + 7), page_map
  mov $page_directory_pointers, %edi
  mov $(page_directories + 7), %eax
  mov $4, %ecx
1:
  mov %eax, (%edi)
  add $0x1000, %eax
  add $8, %edi
  dec %ecx
  jnz 1b
  mov $page_directories, %edi
  mov $0x87, %eax
  mov $2048, %ecx
2:
  mov %eax, (%edi)
  add $0x200000, %eax
  add $8, %edi
  dec %ecx
  jnz 2b

  mov $page_map, %eax
  mov %eax, %cr3
  mov %cr4, %eax
  or $0x20, %eax /* physical address extension */
  mov %eax, %cr4
  mov $0xc0000080, %ecx
  rdmsr
  or $0x100, %eax /* long mode */
  wrmsr
  mov $0x80010033, %eax /* paging, write protection, protected mode */
  mov %eax, %cr0
  lgdt gdt_pointer
  ljmp $KERNEL_CODE, $start64

.code64
start64:
  mov $KERNEL_DATA, %ax
  mov %ax, %ds
  mov %ax, %es
  mov %ax, %ss
  mov $ring0_stack_top, %rsp
  call prepare_ring0

  /* Ring 3, interrupts on, with input and output allowed both by level and by the bitmap of the task. */
  pushq $(USER_DATA | 3)
  pushq $ring3_stack_top
  pushq $0x3202
  pushq $(USER_CODE | 3)
  pushq $ring3_start
  iretq

ring3_start:
  call guest_main
1:
  pause
  jmp 1b

/* Halts until the next interrupt. Ring 3 may not halt; the instruction is undefined, and its handler halts. */
.globl wait_for_interrupt
wait_for_interrupt:
  ud2
  ret

.globl enter_undefined
enter_undefined:
  cmpq $wait_for_interrupt, (%rsp)
  jne undefined_elsewhere
  addq $2, (%rsp)
  sti
  hlt
  cli
  iretq
undefined_elsewhere:
  push $0
  push $6
  jmp exception_common

.globl enter_timer
enter_timer:
  push %rax
  mov $0xfee000b0, %eax /* end of interrupt */
  movl $0, (%rax)
  pop %rax
  iretq

.globl enter_spurious
enter_spurious:
  iretq

/* One entry for each exception, 16 octets apart; those without an error code push a zero for it. */
.balign 16
.globl exception_entries
exception_entries:
.set vector, 0
.rept 32
  .balign 16
  .if ((0x60227d00 >> vector) & 1) == 0
  push $0
  .endif
  push $vector
  jmp exception_common
  .set vector, vector + 1
.endr
exception_common:
  mov %rsp, %rdi
  call report_exception
1:
  cli
  hlt
  jmp 1b

.data
.balign 8
/* The last two hold the task state segment, written by prepare_ring0. */
.globl gdt
gdt:
  .quad 0, 0, 0x00af9b000000ffff, 0x00cf93000000ffff, 0x00cff3000000ffff, 0x00affb000000ffff, 0, 0
gdt_pointer:
  .word . - gdt - 1
  .long gdt
.globl start_info
start_info:
  .long 0

.bss
.balign 4096
page_map:
  .skip 4096
page_directory_pointers:
  .skip 4096
page_directories:
  .skip 4 * 4096
  .skip 16384
ring0_stack_top:
.globl interrupt_stack_top
  .skip 8192
interrupt_stack_top:
  .skip 65536
ring3_stack_top:

.section .note.GNU-stack, "", @progbits
