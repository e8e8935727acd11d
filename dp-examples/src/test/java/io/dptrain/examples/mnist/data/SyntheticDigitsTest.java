package io.dptrain.examples.mnist.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SyntheticDigitsTest {
  /** Written down once from this program; equal on every machine and in every later version. */
  private static final String SUM_OF_1000_TRAIN =
      "1da393213cbe50face234594120ce0c22555353bcda94777cf5a155897dc6863";

  private static final String SUM_OF_1000_TEST =
      "7be6a94ca4cbb2d4b15406d3af3e7b282d6057ce9e974e67f14f91e8b155b417";

  @Test
  void train_anyMachine_givesTheSameBytes() {
    assertThat(KnownMnist.contentSum(SyntheticDigits.train(1000))).isEqualTo(SUM_OF_1000_TRAIN);
  }

  @Test
  void test_anyMachine_givesTheSameBytes() {
    assertThat(KnownMnist.contentSum(SyntheticDigits.test(1000))).isEqualTo(SUM_OF_1000_TEST);
  }

  @Test
  void train_smallerSize_isAPrefix() {
    byte[] prefix = Arrays.copyOf(SyntheticDigits.train(200).rawPixels(), 50 * DigitSet.PIXELS);
    assertThat(SyntheticDigits.train(50).rawPixels()).isEqualTo(prefix);
  }

  @Test
  void trainAndTest_manyDigits_shareNone() {
    Set<Integer> seen = hashes(SyntheticDigits.train(2000));
    seen.retainAll(hashes(SyntheticDigits.test(2000)));
    assertThat(seen).isEmpty();
  }

  @Test
  void data_always_hasTheSizesOfMnist() {
    MnistData data = SyntheticDigits.data(List.of());
    assertThat(data.train().size()).isEqualTo(60_000);
    assertThat(data.test().size()).isEqualTo(10_000);
  }

  @Test
  void data_always_saysThatItIsNotMnist() {
    MnistData data = SyntheticDigits.data(List.of("because"));
    assertThat(data.synthetic()).isTrue();
    assertThat(data.origin().description()).contains("NOT MNIST");
    assertThat(data.origin().notes()).containsExactly("because");
  }

  @Test
  void train_manyDigits_haveAllLabelsAboutEquallyOften() {
    DigitSet digits = SyntheticDigits.train(10_000);
    long[] counts = new long[DigitSet.CLASSES];
    IntStream.range(0, digits.size()).forEach(i -> counts[digits.label(i)]++);
    // 10,000 fixed draws with probability 0.1 each: 1000 +- 30 is one standard deviation.
    assertThat(LongStream.of(counts).boxed()).allMatch(count -> count > 850 && count < 1150);
  }

  @Test
  void train_eachDigit_hasInkButNotEverywhere() {
    DigitSet digits = SyntheticDigits.train(2000);
    List<Long> inked =
        IntStream.range(0, digits.size()).mapToObj(i -> inkedPixels(digits, i)).toList();
    assertThat(inked).allMatch(count -> count > 11 && count < 400);
  }

  @Test
  void linearModel_onTestDigits_staysWellBelowANetwork() {
    SoftmaxRegression model = SoftmaxRegression.trained(SyntheticDigits.train(15_000), 3, 0.02f);
    // A small convolutional network reaches 98 % after one pass over the training digits.
    assertThat(model.accuracy(SyntheticDigits.test(4000))).isBetween(0.68, 0.86);
  }

  private static long inkedPixels(DigitSet digits, int example) {
    return IntStream.range(0, DigitSet.PIXELS)
        .filter(position -> digits.pixel(example, position) > 64)
        .count();
  }

  private static Set<Integer> hashes(DigitSet digits) {
    Set<Integer> hashes = new HashSet<>();
    for (int i = 0; i < digits.size(); i++) {
      int from = i * DigitSet.PIXELS;
      hashes.add(
          Arrays.hashCode(Arrays.copyOfRange(digits.rawPixels(), from, from + DigitSet.PIXELS)));
    }
    return hashes;
  }
}
