// Puts common_passwords.bin into the program, read-only and shared by all processes.
    .section .rodata
    .global atrium_common_passwords
    .global atrium_common_passwords_end
atrium_common_passwords:
    .incbin "common_passwords.bin"
atrium_common_passwords_end:
    .section .note.GNU-stack, "", %progbits
