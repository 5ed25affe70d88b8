# Turns a text file into a C source that defines `const char NAME[]`, zero-terminated. Run as a script:
#   cmake -DINPUT=schema.sql -DOUTPUT=schema_sql.c -DNAME=store_schema_sql -P EmbedText.cmake
# Numbers instead of a string literal: C compilers need not accept literals beyond 4095 characters.
file(READ "${INPUT}" bytes HEX)
string(REGEX REPLACE "(................................)" "\\1\n" lines "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," values "${lines}")
file(WRITE "${OUTPUT}" "extern const char ${NAME}[];\nconst char ${NAME}[] = {\n${values}\n0};\n")
