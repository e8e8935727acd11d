package io.dptrain.examples.mnist.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dptrain.examples.mnist.data.DigitSet;
import io.dptrain.examples.mnist.data.SyntheticDigits;
import io.dptrain.examples.report.PlotStyle;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PlotsTest {
  private static final SortedMap<Long, Double> NOTHING = new TreeMap<>();
  private static final SortedMap<Long, Double> ACCURACY = new TreeMap<>(Map.of(10L, 0.5, 20L, 0.9));
  private static final SortedMap<Long, Double> EPSILON = new TreeMap<>(Map.of(10L, 0.3, 20L, 0.4));

  @BeforeAll
  static void withoutAScreen() {
    System.setProperty("java.awt.headless", "true");
  }

  @Test
  void accuracy_withEpsilon_drawsBothCurves() {
    BufferedImage picture = Plots.accuracy("title", ACCURACY, EPSILON);
    assertThat(pixels(picture, PlotStyle.BLUE)).isPositive();
    assertThat(pixels(picture, PlotStyle.ORANGE)).isPositive();
  }

  @Test
  void accuracy_withoutEpsilon_drawsOneCurve() {
    BufferedImage picture = Plots.accuracy("title", ACCURACY, NOTHING);
    assertThat(pixels(picture, PlotStyle.BLUE)).isPositive();
    assertThat(pixels(picture, PlotStyle.ORANGE)).isZero();
  }

  @Test
  void accuracy_infiniteEpsilon_isLeftOut() {
    SortedMap<Long, Double> infinite = new TreeMap<>(Map.of(10L, Double.POSITIVE_INFINITY));
    assertThat(pixels(Plots.accuracy("title", ACCURACY, infinite), PlotStyle.ORANGE)).isZero();
  }

  @Test
  void accuracy_singlePoint_isDrawn() {
    BufferedImage picture = Plots.accuracy("title", ACCURACY.headMap(20L), EPSILON.headMap(20L));
    assertThat(pixels(picture, PlotStyle.BLUE)).isPositive();
    assertThat(pixels(picture, PlotStyle.ORANGE)).isGreaterThan(20);
  }

  @Test
  void accuracy_tenThousandSteps_isDrawn() {
    SortedMap<Long, Double> many = new TreeMap<>();
    LongStream.range(0, 10_000).forEach(i -> many.put(i, i * 1e-4));
    assertThat(pixels(Plots.accuracy("title", ACCURACY, many), PlotStyle.ORANGE)).isPositive();
  }

  @Test
  void accuracy_noPoints_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Plots.accuracy("title", NOTHING, NOTHING));
  }

  @Test
  void gradientNorms_quantiles_drawsBandMedianAndClipNorm() {
    BufferedImage picture =
        gradientNorms(new NormQuantiles(0.1, 1, 3), new NormQuantiles(0.2, 1.2, 4));
    assertThat(pixels(picture, PlotStyle.PALE_BLUE)).isGreaterThan(10_000);
    assertThat(pixels(picture, PlotStyle.BLUE)).isPositive();
    assertThat(pixels(picture, PlotStyle.RED)).isPositive();
  }

  @Test
  void gradientNorms_singleStepAndNormsOfZero_areDrawn() {
    BufferedImage picture = gradientNorms(new NormQuantiles(0, 0, 3));
    assertThat(pixels(picture, PlotStyle.PALE_BLUE)).isGreaterThan(10_000);
    assertThat(pixels(picture, PlotStyle.BLUE)).isPositive();
    assertThat(pixels(picture, PlotStyle.RED)).isGreaterThan(1_000);
  }

  @Test
  void gradientNorms_nonFiniteQuantile_isLeftOut() {
    BufferedImage picture =
        gradientNorms(
            new NormQuantiles(0.1, 1, 3),
            new NormQuantiles(0.1, 1, Double.NaN),
            new NormQuantiles(0.1, 1, 3));
    assertThat(pixels(picture, PlotStyle.BLUE)).isPositive();
  }

  @Test
  void predictions_allRight_hasNoRed() {
    DigitSet test = SyntheticDigits.test(20);
    assertThat(pixels(predictions(test, labels(test)), PlotStyle.RED)).isZero();
  }

  @Test
  void predictions_oneWrong_isFramedInRed() {
    DigitSet test = SyntheticDigits.test(20);
    List<Integer> predictions = labels(test);
    predictions.set(5, (predictions.get(5) + 1) % 10);
    assertThat(pixels(predictions(test, predictions), PlotStyle.RED)).isPositive();
  }

  @Test
  void predictions_oneWrongThatIsNotShown_hasNoRed() {
    DigitSet test = SyntheticDigits.test(20);
    List<Integer> predictions = labels(test);
    predictions.set(5, (predictions.get(5) + 1) % 10);
    PredictionGrid grid = new PredictionGrid(test, predictions, List.of(4, 6));
    assertThat(pixels(grid.draw("title"), PlotStyle.RED)).isZero();
  }

  @Test
  void predictions_moreThanTestDigits_isRefused() {
    DigitSet test = SyntheticDigits.test(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> predictions(test, List.of(0, 0, 0)))
        .withMessageContaining("3");
  }

  private static BufferedImage gradientNorms(NormQuantiles... norms) {
    SortedMap<Long, NormQuantiles> steps = new TreeMap<>();
    for (NormQuantiles norm : norms) {
      steps.put(1L + steps.size(), norm);
    }
    return Plots.gradientNorms(steps, 2);
  }

  /** All digits with these predictions. */
  private static BufferedImage predictions(DigitSet test, List<Integer> predictions) {
    List<Integer> all = IntStream.range(0, test.size()).boxed().toList();
    return new PredictionGrid(test, predictions, all).draw("title");
  }

  private static List<Integer> labels(DigitSet digits) {
    return new ArrayList<>(IntStream.range(0, digits.size()).map(digits::label).boxed().toList());
  }

  private static long pixels(BufferedImage picture, Color color) {
    return IntStream.range(0, picture.getWidth() * picture.getHeight())
        .map(i -> picture.getRGB(i % picture.getWidth(), i / picture.getWidth()))
        .filter(rgb -> rgb == color.getRGB())
        .count();
  }
}
