package io.dptrain.examples.accounting;

import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** Who answers, and in which form. */
final class AnswerFlags {
  @Option(
      names = "--accountant",
      paramLabel = "A",
      defaultValue = "pld",
      description =
          "Whose number counts: pld, which is tight, or rdp. Both are shown. Default:"
              + " ${DEFAULT-VALUE}.")
  private AccountantChoice accountant;

  @Option(names = "--json", description = "Answer with one JSON object.")
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
