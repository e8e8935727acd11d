package io.dptrain.examples.accounting;

import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** Who answers, and in which form. */
final class AnswerFlags {
  static final String ACCOUNTANT = "--accountant";
  static final String JSON = "--json";

  @Option(
      names = ACCOUNTANT,
      paramLabel = "A",
      defaultValue = "pld",
      description =
          "Whose number counts: pld, which is tight, or rdp. Both are shown, where both know a"
              + " bound. Default: ${DEFAULT-VALUE}.")
  private AccountantChoice accountant;

  @Option(names = JSON, description = "Answer with one JSON object.")
  private boolean json;

  AccountantChoice accountant() {
    return accountant;
  }

  boolean json() {
    return json;
  }

  void print(PrintWriter out, Answer answer) {
    if (json) {
      out.println(answer.toJson());
    } else {
      answer.lines().forEach(out::println);
    }
    out.flush();
  }
}
