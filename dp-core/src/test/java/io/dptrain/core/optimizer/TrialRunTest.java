package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFUnimplementedException;

class TrialRunTest {
  private final RuntimeException ofValues = new TFInvalidArgumentException("indices[0] = 1");

  @Test
  void refusal_everyKindOfRowsFailsForItsValues_isNone() {
    assertThat(TrialRun.refusal(List.of(ofValues, ofValues))).isEmpty();
  }

  @Test
  void refusal_formThatIsNotSupported_quotesTensorFlow() {
    RuntimeException notSupported =
        new TFInvalidArgumentException("Gradients for grouped convolutions are not supported");
    assertThat(TrialRun.refusal(List.of(ofValues, notSupported)).orElseThrow())
        .hasCause(notSupported);
  }

  @Test
  void refusal_noKernel_quotesTensorFlow() {
    RuntimeException noKernel = new TFUnimplementedException("only supports NHWC");
    assertThat(TrialRun.refusal(List.of(ofValues, noKernel)).orElseThrow())
        .hasCause(noKernel)
        .hasMessageContaining("no step was charged")
        .hasMessageContaining("only supports NHWC");
  }
}
