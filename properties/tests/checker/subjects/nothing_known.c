/* A library that has nothing for actcheck. */
int answer(void) { return 42; }
