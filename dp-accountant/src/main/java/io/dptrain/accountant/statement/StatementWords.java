package io.dptrain.accountant.statement;

import java.util.List;

/** What every statement says in words. */
final class StatementWords {
  static final String HOLDS =
      "for all that was and will be granted together, whatever was chosen on the way and wherever"
          + " it ended";

  static final String HOLDS_IF_FIXED =
      "only if all that was spent had been fixed before anything was released";

  static final List<String> COVERED =
      List.of(
          "what each plan declared to release: of training, every value that the trained variables"
              + " took, and the statistics that were released with noise",
          "whatever is computed from these without looking at the data again");

  static final List<String> NOT_COVERED =
      List.of(
          "whatever looked at the data and did not ask this budget",
          "a program that feeds other rows, or another number of them, than it declared",
          "what was taken as public: constants, variables that are not trained, pretrained weights",
          "raw metrics, norms and losses, which carry NotPrivate in their names",
          "exceptions and logs of the program around training",
          "how long a step takes, and how much memory",
          "attacks on the floating-point rounding of noise, unless the noise says otherwise");

  private StatementWords() {}
}
