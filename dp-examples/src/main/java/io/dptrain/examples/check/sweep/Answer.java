package io.dptrain.examples.check.sweep;

/**
 * The answer to a question.
 *
 * @param accepted whether {@code minimize} took the model; of other questions false
 * @param verdict what came of it
 * @param error the error relative to the largest value, where there is one
 * @param detail one line for a reader
 */
public record Answer(boolean accepted, Verdict verdict, double error, String detail) {
  private static final String SEPARATOR = "\t";
  private static final int LONGEST = 400;

  static Answer of(Verdict verdict, String detail) {
    return new Answer(false, verdict, 0, detail);
  }

  /** Right if an error is within a tolerance; NaN is not. */
  static Answer within(double error, double tolerance) {
    return new Answer(false, error <= tolerance ? Verdict.RIGHT : Verdict.WRONG, error, "");
  }

  Answer asAccepted() {
    return new Answer(true, verdict, error, detail);
  }

  /** One line, which {@link #parse} reads. */
  String line() {
    String text = detail.replaceAll("\\s+", " ");
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    return String.join(
        SEPARATOR, String.valueOf(accepted), verdict.name(), String.valueOf(error), cut);
  }

  static Answer parse(String line) {
    String[] parts = line.split(SEPARATOR, 4);
    return new Answer(
        Boolean.parseBoolean(parts[0]),
        Verdict.valueOf(parts[1]),
        Double.parseDouble(parts[2]),
        parts[3]);
  }
}
