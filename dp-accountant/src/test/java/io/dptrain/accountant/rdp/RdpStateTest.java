package io.dptrain.accountant.rdp;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;
import static io.dptrain.accountant.event.NeighboringRelation.REPLACE_ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dptrain.accountant.event.FixedSizeSampledEvent;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.LaplaceEvent;
import io.dptrain.accountant.event.NonPrivateEvent;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.testing.SeededCases;
import io.dptrain.accountant.testing.SeededCases.Setting;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** State to text and back. */
class RdpStateTest {
  private static final PrivacyEvent STEP = PrivacyEvent.poissonSampledGaussian(0.1, 1.1);
  private static final String SAVED =
      "{\"formatVersion\":1,\"accountant\":\"rdp\",\"relation\":\"ADD_OR_REMOVE_ONE\","
          + "\"orders\":[2.0,8.0],\"settled\":[0.0,0.0],\"steps\":[{\"mechanism\":"
          + "\"poissonGaussian\",\"noise\":1.1,\"samplingProbability\":0.1,\"count\":10}]}";

  static Stream<Setting> settings() {
    return SeededCases.settings().limit(10);
  }

  private static RdpAccountant accountant() {
    return new RdpAccountant(ADD_OR_REMOVE_ONE, RdpOrders.of(2, 8));
  }

  private static void assertSame(RdpAccountant loaded, RdpAccountant saved) {
    assertThat(loaded.epsilon(1e-5)).isEqualTo(saved.epsilon(1e-5));
    assertThat(loaded.delta(1)).isEqualTo(saved.delta(1));
    assertThat(loaded.toJson()).isEqualTo(saved.toJson());
    assertThat(loaded.compose(new LaplaceEvent(9), 3).epsilon(1e-5))
        .isEqualTo(saved.compose(new LaplaceEvent(9), 3).epsilon(1e-5));
  }

  /** The format is a promise to files that exist. */
  @Test
  void toJson_oneStep_isThisText() {
    RdpAccountant accountant = accountant().compose(STEP, 10);

    assertThat(accountant.toJson()).isEqualTo(SAVED);
    assertSame(RdpAccountant.fromJson(SAVED, ADD_OR_REMOVE_ONE), accountant);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void fromJson_randomRun_goesOnAsIfNothingHadHappened(Setting s) {
    RdpAccountant accountant =
        new RdpAccountant(ADD_OR_REMOVE_ONE)
            .compose(s.step(), s.steps())
            .compose(new LaplaceEvent(s.noiseMultiplier()));

    assertSame(RdpAccountant.fromJson(accountant.toJson(), ADD_OR_REMOVE_ONE), accountant);
  }

  @Test
  void fromJson_replaceOneAndInfinity_comeBack() {
    RdpAccountant accountant =
        new RdpAccountant(REPLACE_ONE)
            .compose(new FixedSizeSampledEvent(1000, 10, new GaussianEvent(2)), 1L << 53)
            .compose(new GaussianEvent(30), 7);

    assertSame(RdpAccountant.fromJson(accountant.toJson(), REPLACE_ONE), accountant);
    RdpAccountant hidesNothing = accountant().compose(new NonPrivateEvent());
    for (int i = 0; i < 300; i++) {
      hidesNothing.compose(new GaussianEvent(50 + i));
    }
    assertThat(hidesNothing.toJson()).contains("\"settled\":[\"Infinity\",\"Infinity\"]");
    assertSame(RdpAccountant.fromJson(hidesNothing.toJson(), ADD_OR_REMOVE_ONE), hidesNothing);
  }

  @Test
  void fromJson_moreKindsOfStepsThanRemembered_losesNone() {
    RdpAccountant accountant = accountant();
    for (int i = 0; i < 300; i++) {
      accountant.compose(new GaussianEvent(50 + i), i);
    }

    assertSame(RdpAccountant.fromJson(accountant.toJson(), ADD_OR_REMOVE_ONE), accountant);
  }

  @Test
  void fromJson_otherRelation_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RdpAccountant.fromJson(SAVED, REPLACE_ONE))
        .withMessage("relation must be REPLACE_ONE, but is ADD_OR_REMOVE_ONE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"formatVersion\":1 | \"formatVersion\":2 | formatVersion must be 1, but is 2.0",
        "\"rdp\" | \"pld\" | accountant must be rdp, but is pld",
        "\"rdp\" | 7 | accountant must be a string, but is 7",
        "poissonGaussian | discreteGaussian | but is discreteGaussian",
        "\"count\":10 | \"count\":-1 | count must be in [0, 2^53], but is -1",
        "\"count\":10 | \"count\":1.5 | count must be a whole number in [0, 2^53], but is 1.5",
        "\"count\":10 | \"count\":1e300 | count must be a whole number",
        "\"count\":10 | \"cuont\":10 | count must be a number, but is null",
        "\"noise\":1.1 | \"noise\":-1.1 | noiseMultiplier must be 0 or more and finite",
        "\"noise\":1.1 | \"noise\":\"Infinity\" | noiseMultiplier must be 0 or more and finite",
        "\"noise\":1.1 | \"noise\":NaN | lacks a value",
        "\"noise\":1.1 | \"noise\":1e999 | a number within the range of doubles",
        "0.1 | 1.5 | samplingProbability must be in [0, 1], but is 1.5",
        "[2.0,8.0] | [2.0,0.5] | order must be in [1.01, 1048576.0], but is 0.5",
        "[2.0,8.0] | [8.0,2.0] | orders must ascend",
        "[0.0,0.0] | [0.0] | settled must hold a number of 0 or more for each order",
        "[0.0,0.0] | [0.0,-1] | settled must hold a number of 0 or more for each order",
        "[0.0,0.0] | 0.0 | settled must be a list, but is 0.0",
        "[{ | [7,{ | steps must be a list of objects, but is 7",
        "\"steps\" | \"orders\" | a name other than orders"
      })
  void fromJson_alteredState_isRefusedByName(String part, String altered, String message) {
    assertThat(SAVED).contains(part);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RdpAccountant.fromJson(SAVED.replace(part, altered), ADD_OR_REMOVE_ONE))
        .withMessageContaining(message);
  }

  @Test
  void fromJson_sameStepTwice_isRefused() {
    String step = SAVED.substring(SAVED.indexOf("{\"mech"), SAVED.indexOf("]}"));

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> RdpAccountant.fromJson(SAVED.replace(step, step + "," + step), ADD_OR_REMOVE_ONE))
        .withMessageContaining("comes twice");
  }

  /** A file that was not written to its end. */
  @Test
  void fromJson_anyBeginningOfTheText_isRefused() {
    for (int length = 0; length < SAVED.length(); length++) {
      String cut = SAVED.substring(0, length);
      assertThatIllegalArgumentException()
          .as(cut)
          .isThrownBy(() -> RdpAccountant.fromJson(cut, ADD_OR_REMOVE_ONE));
    }
  }

  @Test
  void fromJson_null_isRefusedByName() {
    assertThatNullPointerException()
        .isThrownBy(() -> RdpAccountant.fromJson(null, ADD_OR_REMOVE_ONE))
        .withMessage("json");
    assertThatNullPointerException()
        .isThrownBy(() -> RdpAccountant.fromJson(SAVED, null))
        .withMessage("relation");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}x",
        "[]",
        "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}",
        "{\"a\":\"\\n\"}",
        "{\"a\":01}",
        "{a:1}"
      })
  void fromJson_otherText_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RdpAccountant.fromJson(text, ADD_OR_REMOVE_ONE))
        .withMessageStartingWith("the state must be JSON, but at character ");
  }

  @Test
  void fromJson_withSpaces_isTheSame() {
    String spaced = SAVED.replace(",", " ,\n\t").replace(":", " : ").replace("{", "{\r\n ");

    assertSame(
        RdpAccountant.fromJson(spaced + "\n", ADD_OR_REMOVE_ONE), accountant().compose(STEP, 10));
  }
}
