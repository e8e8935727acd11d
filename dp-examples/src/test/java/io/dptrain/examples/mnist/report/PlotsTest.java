package io.dptrain.examples.mnist.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dptrain.examples.mnist.data.DigitSet;
import io.dptrain.examples.mnist.data.SyntheticDigits;
import io.dptrain.examples.report.PlotStyle;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PlotsTest {
  private static final List<Point> ACCURACY = List.of(new Point(10, 0.5), new Point(20, 0.9));
  private static final List<Point> EPSILON = List.of(new Point(10, 0.3), new Point(20, 0.4));

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
    BufferedImage picture = Plots.accuracy("title", ACCURACY, List.of());
    assertThat(pixels(picture, PlotStyle.BLUE)).isPositive();
    assertThat(pixels(picture, PlotStyle.ORANGE)).isZero();
  }

  @Test
  void accuracy_infiniteEpsilon_isLeftOut() {
    List<Point> infinite = List.of(new Point(10, Double.POSITIVE_INFINITY));
    assertThat(pixels(Plots.accuracy("title", ACCURACY, infinite), PlotStyle.ORANGE)).isZero();
  }

  @Test
  void accuracy_singlePoint_isDrawn() {
    BufferedImage picture = Plots.accuracy("title", ACCURACY.subList(0, 1), EPSILON.subList(0, 1));
    assertThat(pixels(picture, PlotStyle.BLUE)).isPositive();
    assertThat(pixels(picture, PlotStyle.ORANGE)).isGreaterThan(20);
  }

  @Test
  void accuracy_tenThousandSteps_isDrawn() {
    List<Point> many = LongStream.range(0, 10_000).mapToObj(i -> new Point(i, i * 1e-4)).toList();
    assertThat(pixels(Plots.accuracy("title", ACCURACY, many), PlotStyle.ORANGE)).isPositive();
  }

  @Test
  void accuracy_noPoints_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Plots.accuracy("title", List.of(), List.of()));
  }

  @Test
  void gradientNorms_quantiles_drawsBandMedianAndClipNorm() {
    List<NormQuantiles> norms =
        List.of(new NormQuantiles(1, 0.1, 1, 3), new NormQuantiles(2, 0.2, 1.2, 4));
    BufferedImage picture = Plots.gradientNorms(norms, 2);
    assertThat(pixels(picture, PlotStyle.PALE_BLUE)).isGreaterThan(10_000);
    assertThat(pixels(picture, PlotStyle.BLUE)).isPositive();
    assertThat(pixels(picture, PlotStyle.RED)).isPositive();
  }

  @Test
  void gradientNorms_singleStepAndNormsOfZero_areDrawn() {
    BufferedImage picture = Plots.gradientNorms(List.of(new NormQuantiles(1, 0, 0, 3)), 2);
    assertThat(pixels(picture, PlotStyle.PALE_BLUE)).isGreaterThan(10_000);
    assertThat(pixels(picture, PlotStyle.BLUE)).isPositive();
    assertThat(pixels(picture, PlotStyle.RED)).isGreaterThan(1_000);
  }

  @Test
  void gradientNorms_nonFiniteQuantile_isLeftOut() {
    List<NormQuantiles> norms =
        List.of(
            new NormQuantiles(1, 0.1, 1, 3),
            new NormQuantiles(2, 0.1, 1, Double.NaN),
            new NormQuantiles(3, 0.1, 1, 3));
    assertThat(pixels(Plots.gradientNorms(norms, 2), PlotStyle.BLUE)).isPositive();
  }

  @Test
  void predictions_allRight_hasNoRed() {
    DigitSet test = SyntheticDigits.test(20);
    assertThat(pixels(Plots.predictions("title", test, labels(test)), PlotStyle.RED)).isZero();
  }

  @Test
  void predictions_oneWrong_isFramedInRed() {
    DigitSet test = SyntheticDigits.test(20);
    int[] predictions = labels(test);
    predictions[5] = (predictions[5] + 1) % 10;
    assertThat(pixels(Plots.predictions("title", test, predictions), PlotStyle.RED)).isPositive();
  }

  @Test
  void predictions_moreThanTestDigits_isRefused() {
    DigitSet test = SyntheticDigits.test(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Plots.predictions("title", test, new int[3]))
        .withMessageContaining("3");
  }

  private static int[] labels(DigitSet digits) {
    return IntStream.range(0, digits.size()).map(digits::label).toArray();
  }

  private static long pixels(BufferedImage picture, Color color) {
    return IntStream.range(0, picture.getWidth() * picture.getHeight())
        .map(i -> picture.getRGB(i % picture.getWidth(), i / picture.getWidth()))
        .filter(rgb -> rgb == color.getRGB())
        .count();
  }
}
