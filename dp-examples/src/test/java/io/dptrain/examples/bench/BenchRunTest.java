package io.dptrain.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.examples.bench.model.BenchModel;
import io.dptrain.examples.bench.model.BenchModels;
import io.dptrain.examples.bench.model.BuiltModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.op.Ops;

class BenchRunTest {
  private static final Rounds ONE = new Rounds(1, 1);

  /** A model whose loss is compared with the mean of the batch, which no proof may accept. */
  private static final class Mixing implements BenchModel {
    @Override
    public String name() {
      return "mixing";
    }

    @Override
    public BuiltModel build(Ops tf, long seed) {
      BuiltModel cnn = BenchModels.named("cnn").build(tf, seed);
      var mean = tf.math.mean(cnn.loss(), tf.constant(0));
      return new BuiltModel(cnn.inputs(), tf.math.sub(cnn.loss(), mean));
    }
  }

  @Test
  void rows_modelThatMixesExamples_isLeftOutWithOneLine() {
    List<String> lines = new ArrayList<>();
    List<BenchModel> models = List.of(new Mixing(), BenchModels.named("cnn"));
    List<BenchRow> rows = new BenchRun(models, List.of(2, 3), ONE, lines::add).rows();
    assertThat(rows).extracting(BenchRow::model).containsExactly("cnn", "cnn");
    assertThat(rows).extracting(BenchRow::batch).containsExactly(2, 3);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).hasLineCount(1).contains("mixing is left out", "Mean");
  }

  @Test
  void rows_wideLayers_countVariablesAndGradientsButNoNoiseOfItsOwn() {
    List<BenchModel> models = List.of(BenchModels.named("mlp"));
    BenchRow row = new BenchRun(models, List.of(2), ONE, line -> {}).rows().get(0);
    double parameters = 4 * 1_863_690.0;
    assertThat(row.ordinary().peakBytes()).isBetween(2 * parameters, 3 * parameters);
    assertThat(row.secured().peakBytes()).isBetween(2 * parameters, 3 * parameters);
    assertThat(row.ordinary().noiseShare()).isZero();
    assertThat(row.secured().noiseShare()).isBetween(0.01, 0.99);
  }
}
