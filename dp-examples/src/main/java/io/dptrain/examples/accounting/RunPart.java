package io.dptrain.examples.accounting;

import java.util.function.UnaryOperator;

/** What is said of a run beside its noise. */
enum RunPart {
  SAMPLING_PROBABILITY(RunFlags.PROBABILITY),
  STEPS(RunFlags.STEPS),
  STEPS_PER_EPOCH(RunFlags.STEPS_PER_EPOCH),
  EPOCHS(RunFlags.EPOCHS);

  /** From a flag to the column of a table that stands for it. */
  static final UnaryOperator<String> COLUMN = flag -> flag.substring(2).replace('-', '_');

  private final String flag;

  RunPart(String flag) {
    this.flag = flag;
  }

  String flag() {
    return flag;
  }

  String column() {
    return COLUMN.apply(flag);
  }
}
