package io.dptrain.examples.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dptrain.examples.BadInput;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstructionSetTest {
  private static final List<String> AVX2 = List.of("fpu", "sse4_1", "avx", "avx2");

  @Test
  void named_setOfTheProcessor_isFound() {
    assertThat(InstructionSet.named("--isa", "AVX2", AVX2)).isEqualTo(InstructionSet.AVX2);
    assertThat(InstructionSet.named("--isa", "sse41", AVX2).oneDnnName()).isEqualTo("SSE41");
  }

  @Test
  void named_setThatTheProcessorLacks_isRefused() {
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> InstructionSet.named("--isa", "avx512", AVX2))
        .withMessage(
            "--isa avx512 needs a processor with avx512, but this one has avx2; leave --isa out");
  }

  @Test
  void instructionSet_limited_saysBoth() {
    Machine machine = new Machine("some", AVX2, Optional.of("SSE41"), "2.18.0", false);
    assertThat(machine.instructionSet()).isEqualTo("avx2, limited to SSE41");
    assertThat(machine.build()).isEqualTo("CPU");
  }
}
