package io.dptrain.examples.check;

import io.dptrain.examples.Inputs;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The instruction sets that oneDNN chooses its kernels for, on x86 processors. */
enum InstructionSet {
  SSE41("sse4_1", "SSE41"),
  AVX2("avx2", "AVX2"),
  AVX512("avx512f", "AVX512_CORE");

  /** The variable of the environment that oneDNN reads when it is loaded. */
  static final String VARIABLE = "ONEDNN_MAX_CPU_ISA";

  private final String processorFlag;
  private final String oneDnnName;

  InstructionSet(String processorFlag, String oneDnnName) {
    this.processorFlag = processorFlag;
    this.oneDnnName = oneDnnName;
  }

  /** The value of {@link #VARIABLE} that allows this and nothing above. */
  String oneDnnName() {
    return oneDnnName;
  }

  /** As the flag {@code --isa} names it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isIn(List<String> processorFlags) {
    return processorFlags.contains(processorFlag);
  }

  /**
   * The set that a flag names.
   *
   * @throws io.dptrain.examples.BadInput if there is none of that name, or the processor lacks it
   */
  static InstructionSet named(String flag, String value, List<String> processorFlags) {
    InstructionSet set = Inputs.named(flag, value, List.of(values()), InstructionSet::label);
    Inputs.require(
        set.isIn(processorFlags),
        "%s %s needs a processor with %s, but this one has %s; leave %s out"
            .formatted(flag, value, set.label(), highest(processorFlags), flag));
    return set;
  }

  /** The highest set of a processor. */
  static String highest(List<String> processorFlags) {
    return Arrays.stream(values())
        .filter(set -> set.isIn(processorFlags))
        .reduce((lower, higher) -> higher)
        .map(InstructionSet::label)
        .orElse("none of " + Arrays.stream(values()).map(InstructionSet::label).toList());
  }
}
