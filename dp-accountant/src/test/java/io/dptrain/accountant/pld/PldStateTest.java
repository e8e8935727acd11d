package io.dptrain.accountant.pld;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;
import static io.dptrain.accountant.event.NeighboringRelation.REPLACE_ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.TruncatedPoissonSampledEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** State to text and back. What holds for every accountant is in its contract. */
class PldStateTest {
  private static final PrivacyEvent STEP = PrivacyEvent.poissonSampledGaussian(0.1, 1.1);
  private static final String SAVED =
      "{\"formatVersion\":1,\"accountant\":\"pld\",\"relation\":\"ADD_OR_REMOVE_ONE\","
          + "\"groupSize\":1,\"steps\":[{\"mechanism\":\"poissonGaussian\","
          + "\"samplingProbability\":0.1,\"noise\":1.1,\"count\":10}]}";

  private static PldAccountant accountant() {
    return new PldAccountant(ADD_OR_REMOVE_ONE);
  }

  /** The format is a promise to files that exist. */
  @Test
  void fromJson_null_isRefusedByName() {
    assertThatNullPointerException()
        .isThrownBy(() -> PldAccountant.fromJson(null, ADD_OR_REMOVE_ONE))
        .withMessage("json");
    assertThatNullPointerException()
        .isThrownBy(() -> PldAccountant.groupFromJson(null, 2))
        .withMessage("json");
  }

  @Test
  void toJson_oneStep_isThisText() {
    assertThat(accountant().compose(STEP, 10).toJson()).isEqualTo(SAVED);
  }

  @Test
  void fromJson_goesOn_asIfNothingHadHappened() {
    PldAccountant saved = accountant().compose(STEP, 10);

    PldAccountant loaded = PldAccountant.fromJson(SAVED, ADD_OR_REMOVE_ONE);

    assertThat(loaded.compose(STEP, 5).guarantee(1e-5))
        .isEqualTo(saved.compose(STEP, 5).guarantee(1e-5));
  }

  @Test
  void groupFromJson_otherGroup_isRefused() {
    String saved = PldAccountant.forGroup(3).compose(STEP, 10).toJson();

    assertThat(PldAccountant.groupFromJson(saved, 3).toJson()).isEqualTo(saved);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PldAccountant.groupFromJson(saved, 4))
        .withMessage("groupSize must be 4, but is 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PldAccountant.fromJson(saved, ADD_OR_REMOVE_ONE))
        .withMessage("groupSize must be 1, but is 3");
  }

  /** Under another relation the same numbers would promise more than they hold. */
  @Test
  void fromJson_stepOfAnotherRelation_isRefused() {
    String altered = SAVED.replace("ADD_OR_REMOVE_ONE", "REPLACE_ONE");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PldAccountant.fromJson(altered, REPLACE_ONE))
        .withMessageContaining("steps must fit REPLACE_ONE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"formatVersion\":1 | \"formatVersion\":2 | formatVersion must be 1, but is 2.0",
        "\"pld\" | \"rdp\" | accountant must be pld, but is rdp",
        "poissonGaussian | discreteGaussian | but is discreteGaussian",
        "poissonGaussian | fixedSizeGaussian | steps must fit ADD_OR_REMOVE_ONE",
        "poissonGaussian | poissonGaussianGroup | steps must fit ADD_OR_REMOVE_ONE",
        "\"count\":10 | \"count\":-1 | count must be in [0, 2^53], but is -1",
        "\"noise\":1.1 | \"noise\":-1.1 | noise must be 0 or more and finite",
        "\"noise\":1.1 | \"noise\":\"Infinity\" | noise must be 0 or more and finite",
        "0.1 | 1.5 | samplingProbability must be in [0, 1], but is 1.5",
        "0.1 | 0 | samplingProbability must be above 0",
        "\"groupSize\":1 | \"groupSize\":0 | groupSize must be 1, but is 0"
      })
  void fromJson_alteredState_isRefusedByName(String part, String altered, String message) {
    assertThat(SAVED).contains(part);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PldAccountant.fromJson(SAVED.replace(part, altered), ADD_OR_REMOVE_ONE))
        .withMessageContaining(message);
  }

  @Test
  void fromJson_sameStepTwice_isRefused() {
    String step = SAVED.substring(SAVED.indexOf("{\"mech"), SAVED.indexOf("]}"));

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> PldAccountant.fromJson(SAVED.replace(step, step + "," + step), ADD_OR_REMOVE_ONE))
        .withMessageContaining("comes twice");
  }

  @Test
  void fromJson_truncatedSample_keepsSizeAndCap() {
    PrivacyEvent step = new TruncatedPoissonSampledEvent(1000, 0.05, 60, new GaussianEvent(1));
    PldAccountant saved = accountant().compose(step, 3);

    assertThat(PldAccountant.fromJson(saved.toJson(), ADD_OR_REMOVE_ONE).guarantee(1e-5))
        .isEqualTo(saved.guarantee(1e-5));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                PldAccountant.fromJson(
                    saved.toJson().replace("\"maxBatchSize\":60", "\"maxBatchSize\":0"),
                    ADD_OR_REMOVE_ONE))
        .withMessageContaining("maxBatchSize must be in [1, 2^53]");
  }

  @Test
  void fromJson_randomAllocation_keepsItsSteps() {
    PldAccountant saved = accountant().compose(PrivacyEvent.randomlyAllocatedGaussian(20, 1.5), 3);
    String json = saved.toJson();

    assertThat(json).contains("\"mechanism\":\"randomAllocationGaussian\",\"stepsPerEpoch\":20");
    assertThat(PldAccountant.fromJson(json, ADD_OR_REMOVE_ONE).guarantee(1e-5))
        .isEqualTo(saved.guarantee(1e-5));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                PldAccountant.fromJson(
                    json.replace("\"stepsPerEpoch\":20", "\"stepsPerEpoch\":0"), ADD_OR_REMOVE_ONE))
        .withMessageContaining("stepsPerEpoch must be in [1, 2^53]");
    // One step is plain Gaussian noise, and is never written like this.
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                PldAccountant.fromJson(
                    json.replace("\"stepsPerEpoch\":20", "\"stepsPerEpoch\":1"), ADD_OR_REMOVE_ONE))
        .withMessageContaining("steps must fit ADD_OR_REMOVE_ONE");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                PldAccountant.fromJson(
                    json.replace("ADD_OR_REMOVE_ONE", "REPLACE_ONE"), REPLACE_ONE))
        .withMessageContaining("steps must fit REPLACE_ONE");
  }

  /** As once written: probabilities for the smaller of the two neighbors alone. */
  @Test
  void fromJson_truncatedSampleWithoutItsSize_isRefused() {
    String written =
        SAVED
            .replace("poissonGaussian", "truncatedPoissonGaussian")
            .replace("\"count\":10", "\"full\":0.1,\"kept\":0.05,\"count\":10");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PldAccountant.fromJson(written, ADD_OR_REMOVE_ONE))
        .withMessageContaining("datasetSize");
  }
}
