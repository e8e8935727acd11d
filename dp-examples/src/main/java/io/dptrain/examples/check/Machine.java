package io.dptrain.examples.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tensorflow.TensorFlow;

/**
 * What the kernels run on.
 *
 * @param processor its name
 * @param flags the instruction sets of the processor, as Linux names them; empty elsewhere
 * @param limit what {@code ONEDNN_MAX_CPU_ISA} says, if it is set
 * @param tensorFlow the version
 * @param gpu whether the GPU build is used
 */
record Machine(
    String processor, List<String> flags, Optional<String> limit, String tensorFlow, boolean gpu) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  static Machine here(boolean gpu) {
    return new Machine(
        line("model name").orElse(System.getProperty("os.arch")),
        processorFlags(),
        Optional.ofNullable(System.getenv(InstructionSet.VARIABLE)),
        TensorFlow.version(),
        gpu);
  }

  /** The flags of the first processor. */
  static List<String> processorFlags() {
    return line("flags").map(flags -> List.of(flags.split(" ", -1))).orElse(List.of());
  }

  /** The value of the first line of that name. */
  private static Optional<String> line(String name) {
    if (!Files.isReadable(PROCESSORS)) {
      return Optional.empty();
    }
    try (var lines = Files.lines(PROCESSORS, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The kernels that oneDNN chooses. */
  String instructionSet() {
    String highest = flags.isEmpty() ? "not known" : InstructionSet.highest(flags);
    return limit.map(set -> highest + ", limited to " + set).orElse(highest);
  }

  String build() {
    return gpu ? "GPU" : "CPU";
  }
}
