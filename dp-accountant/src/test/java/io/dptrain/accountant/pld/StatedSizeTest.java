package io.dptrain.accountant.pld;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;
import static io.dptrain.accountant.event.NeighboringRelation.REPLACE_ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dptrain.accountant.event.FixedSizeSampledEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.TruncatedPoissonSampledEvent;
import io.dptrain.accountant.group.GroupPrivacy;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A data set of the stated size has neighbors with one record fewer and with one more. */
class StatedSizeTest {
  private static PrivacyEvent truncated(long datasetSize, double q, long most, double noise) {
    return new TruncatedPoissonSampledEvent(datasetSize, q, most, new GaussianEvent(noise));
  }

  private static PldAccountant after(NeighboringRelation relation, PrivacyEvent step, long count) {
    return new PldAccountant(relation).compose(step, count);
  }

  /** Returns the bracket of one pair alone, whose larger data set has the given size. */
  private static EpsilonBracket ofPair(long larger, double q, long most, double noise, long count) {
    LossStep step = new TruncatedGaussian(larger, q, most, noise, ADD_OR_REMOVE_ONE);
    return new Composition(Map.of(step, count), ADD_OR_REMOVE_ONE, new RecentContours())
        .epsilon(1e-3);
  }

  /**
   * Six of six always fit; of seven, all are drawn with a probability of 0.48, and then one of them
   * is left out.
   */
  @Test
  void epsilon_capThatOnlyALargerDataSetExceeds_isThatOfTheLargerOne() {
    EpsilonBracket bracket = after(ADD_OR_REMOVE_ONE, truncated(6, 0.9, 6, 4), 1).guarantee(1e-3);

    assertThat(bracket.lower()).isLessThan(0.7415);
    assertThat(bracket.upper()).isBetween(0.7415, 1.03);
    assertThat(bracket.upper()).isEqualTo(ofPair(7, 0.9, 6, 4, 1).upper());
  }

  /** Every batch is full, and a record among more is kept less often. */
  @Test
  void epsilon_batchThatIsAlwaysFull_isThatOfTheSmallerDataSet() {
    EpsilonBracket bracket = after(ADD_OR_REMOVE_ONE, truncated(6, 1, 2, 4), 3).guarantee(1e-3);

    assertThat(bracket.upper()).isEqualTo(ofPair(6, 1, 2, 4, 3).upper());
    assertThat(bracket.upper()).isGreaterThan(ofPair(7, 1, 2, 4, 3).upper());
  }

  @Test
  void delta_eitherPair_isTheWorse() {
    for (long most : new long[] {2, 6}) {
      PldAccountant stated = after(ADD_OR_REMOVE_ONE, truncated(6, 0.6, most, 2), 1);
      double alone = ofPair(6, 0.6, most, 2, 1).upper();
      double larger = ofPair(7, 0.6, most, 2, 1).upper();

      assertThat(stated.epsilon(1e-3)).isEqualTo(Math.max(alone, larger));
      assertThat(stated.delta(stated.epsilon(1e-3))).isLessThanOrEqualTo(1e-3 * (1 + 1e-6));
    }
  }

  /** A pair stays the same in all steps, whatever their caps. */
  @Test
  void epsilon_severalCaps_isThatOfOnePairThroughout() {
    PldAccountant accountant =
        after(ADD_OR_REMOVE_ONE, truncated(6, 0.9, 6, 4), 1).compose(truncated(6, 1, 2, 4), 1);
    double separate =
        Math.max(ofPair(6, 0.9, 6, 4, 1).upper(), ofPair(7, 0.9, 6, 4, 1).upper())
            + Math.max(ofPair(6, 1, 2, 4, 1).upper(), ofPair(7, 1, 2, 4, 1).upper());

    assertThat(accountant.epsilon(2e-3)).isLessThan(separate);
    assertThat(accountant.epsilon(1e-3)).isGreaterThanOrEqualTo(ofPair(7, 0.9, 6, 4, 1).upper());
  }

  /** Both data sets have the stated size. */
  @Test
  void inLargerPair_recordReplaced_isTheSameStep() {
    LossStep step = new TruncatedGaussian(6, 0.9, 6, 4, REPLACE_ONE);

    assertThat(step.inLargerPair()).isEqualTo(step);
    assertThat(after(REPLACE_ONE, truncated(6, 0.9, 6, 4), 1).toJson())
        .contains("\"poissonGaussianReplaced\"");
  }

  /** The second record of a group is added to a data set that has one more already. */
  @Test
  void groupPrivacy_truncatedSample_isRefused() {
    PldAccountant added = after(ADD_OR_REMOVE_ONE, truncated(100, 0.1, 15, 4), 10);

    assertThat(added.holdsAtEverySize()).isFalse();
    assertThat(GroupPrivacy.delta(added, 1, 1)).isGreaterThan(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupPrivacy.epsilon(added, 2, 1e-3))
        .withMessageContaining("groupSize must be 1 after a truncated sample, but is 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupPrivacy.delta(added, 2, 1))
        .withMessageContaining("leave the sample whole");
  }

  @Test
  void groupPrivacy_sizeThatNeighborsShare_isCovered() {
    PldAccountant replaced = after(REPLACE_ONE, truncated(100, 0.1, 15, 4), 10);
    PrivacyEvent fixed = new FixedSizeSampledEvent(100, 10, new GaussianEvent(4));

    assertThat(GroupPrivacy.delta(replaced, 2, 1)).isBetween(0.0, 1.0);
    assertThat(after(REPLACE_ONE, fixed, 10).holdsAtEverySize()).isTrue();
    assertThat(GroupPrivacy.delta(after(REPLACE_ONE, fixed, 10), 2, 1)).isBetween(0.0, 1.0);
  }
}
