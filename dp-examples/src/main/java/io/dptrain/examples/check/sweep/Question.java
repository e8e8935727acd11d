package io.dptrain.examples.check.sweep;

/**
 * A question to an operation, asked in a process that it may end.
 *
 * @param caseIndex the place of the case in the list
 * @param kind what is asked
 * @param input the input that a gradient is asked of, -1 for none
 */
record Question(int caseIndex, Kind kind, int input) {

  /** What is asked. */
  enum Kind {
    /** Does it compute what it should, row by row? */
    FORWARD,
    /** Does TensorFlow's gradient? */
    GRADIENT,
    /** Does {@code minimize} accept it, and is a private step through it right? */
    STEP
  }

  String line() {
    return caseIndex + " " + kind + " " + input;
  }

  static Question parse(String line) {
    String[] parts = line.split(" ", -1);
    return new Question(
        Integer.parseInt(parts[0]), Kind.valueOf(parts[1]), Integer.parseInt(parts[2]));
  }
}
