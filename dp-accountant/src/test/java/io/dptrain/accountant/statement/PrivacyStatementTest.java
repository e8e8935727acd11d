package io.dptrain.accountant.statement;

import static io.dptrain.accountant.event.NeighboringRelation.ADD_OR_REMOVE_ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.accountant.attack.TradeOff;
import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.filter.PrivacyCost;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.ProtectedData;
import io.dptrain.accountant.ledger.Reservation;
import io.dptrain.accountant.ledger.SpendingPlan;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.accountant.tuning.RepeatedRuns;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivacyStatementTest {
  private static final PrivacyEvent STEP = PrivacyEvent.poissonSampledGaussian(0.01, 2);

  @TempDir private static Path folder;
  private static PrivacyStatement statement;
  private static KeyPair keys;

  @BeforeAll
  static void spend() throws Exception {
    keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    ProtectedData data = new ProtectedData("A & B <patients>", "patient", 0, ADD_OR_REMOVE_ONE);
    try (BudgetAuthority authority =
        BudgetAuthority.open(folder, new PrivacyBudget(2, 1e-6), data)) {
      SpendingPlan plan =
          SpendingPlan.ofSteps("a \"classifier\"", STEP, 100).with("clipping", "flat, 1.0");
      try (Reservation run = authority.reserve(plan, 16)) {
        for (int i = 0; i < 20; i++) {
          run.charge();
        }
      }
      PrivacyCost search = PrivacyCost.ofSearch(RepeatedRuns.poisson(4), new GaussianEvent(60));
      authority.spend(SpendingPlan.of("search", search));
      authority.spend(SpendingPlan.of("histogram", PrivacyCost.stated(0.05, 1e-10)));
      statement = PrivacyStatement.of(authority.report());
    }
  }

  private static String pem(String label, byte[] bytes) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
        + "\n-----END "
        + label
        + "-----\n";
  }

  private static String privateKey() {
    return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  private static String publicKey() {
    return pem("PUBLIC KEY", keys.getPublic().getEncoded());
  }

  private static List<String> check(String json, Optional<String> key) {
    return StatementCheck.check(json, folder, key);
  }

  @Test
  void check_untouched_findsNothing() {
    assertThat(check(statement.toJson(), Optional.empty())).isEmpty();
    String signed = statement.signedWith(privateKey()).toJson();
    assertThat(check(signed, Optional.of(publicKey()))).isEmpty();
    assertThat(check(signed + "\n", Optional.empty())).isEmpty();
  }

  /** Numbers by the accountants themselves. */
  @Test
  void toJson_numbers_areThoseOfTheAccountants() {
    PldAccountant pld = new PldAccountant(ADD_OR_REMOVE_ONE).compose(STEP, 100);
    assertThat(statement.toJson())
        .contains("\"alone\":{\"epsilon\":" + sixUp(pld.epsilon(1e-6)) + ",")
        .contains(
            "\"truePositiveRateAtOnePercent\":" + sixUp(new TradeOff(pld).truePositiveRate(0.01)));
  }

  private static double sixUp(double value) {
    return new java.math.BigDecimal(value)
        .round(new java.math.MathContext(6, java.math.RoundingMode.CEILING))
        .doubleValue();
  }

  /** Each byte, once: found by the signature, and by what does not follow from the ledger. */
  @Test
  void check_anyByteOfTheStatementChanged_isFound() {
    String signed = statement.signedWith(privateKey()).toJson();
    byte[] bytes = signed.getBytes(StandardCharsets.UTF_8);
    int end = signed.indexOf(PrivacyStatement.SIGNATURE);
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      String text = new String(changed, StandardCharsets.UTF_8);
      assertThat(StatementCheck.isSigned(text, publicKey())).as("byte %s", i).isFalse();
      if (i % 300 == 0 && i < end) {
        assertThat(check(text, Optional.empty())).as("byte %s, without a key", i).isNotEmpty();
      }
    }
  }

  @Test
  void check_changedStatement_saysWhere() {
    String json = statement.toJson();
    assertThat(check(json.replace("\"epsilon\":2.0", "\"epsilon\":1.0"), Optional.empty()))
        .containsExactly("guarantee.epsilon is 1.0, but from the ledger follows 2.0");
    assertThat(check(json.replace("histogram", "histogran"), Optional.empty()))
        .containsExactly(
            "plans[2].purpose is \"histogran\", but from the ledger follows \"histogram\"");
    assertThat(check(json.replace("1.0E-6", "1.0e-6"), Optional.empty()))
        .containsExactly(
            "the statement says the same in another form than it is written in, from character "
                + (json.indexOf("1.0E-6") + 4)
                + " on");
    assertThat(check(json.substring(1), Optional.empty()))
        .singleElement()
        .asString()
        .startsWith("the statement cannot be read: ");
  }

  /** What stands behind the signature, or beside the statement, is part of what was handed over. */
  @Test
  void check_moreThanTheStatement_isFound() {
    String signed = statement.signedWith(privateKey()).toJson();
    String open = signed.substring(0, signed.length() - 1);
    String signature = signed.replaceFirst("(?s).*\"signature\":\"", "").replace("\"}", "");
    for (String forged :
        List.of(
            open + ",\"guarantee\":{\"epsilon\":0.01,\"delta\":1e-12}}",
            open + ",\"note\":1}",
            open + "} and more",
            open.replace(signature, signature.toUpperCase(Locale.ROOT)) + "}",
            open.replace(signature, signature.substring(2)) + "}",
            open.replace(signature, "not signed") + "}",
            "\u2003" + signed,
            " " + signed,
            signed + "\n\n")) {
      assertThat(check(forged, Optional.empty())).as(forged).isNotEmpty();
      assertThat(check(forged, Optional.of(publicKey()))).as(forged).isNotEmpty();
    }
    assertThat(check(signed + "\r\n", Optional.of(publicKey()))).isEmpty();
  }

  /** The holder of the key is who is audited: only what a processor rounds may differ. */
  @ParameterizedTest
  @CsvSource({
    "'\"epsilon\":2.0,', '\"epsilon\":1.99999,', guarantee.epsilon",
    "'\"delta\":1.0E-6,', '\"delta\":9.99999E-7,', guarantee.delta",
    "'\"noiseMultiplier\":60.0', '\"noiseMultiplier\":60.0001', plans[1].cost",
  })
  void check_numberThatIsCopied_mayNotDifferEvenIfSigned(String from, String to, String where) {
    String json = statement.toJson();
    String body = json.substring(0, json.length() - 1).replace(from, to);
    assertThat(body).isNotEqualTo(json.substring(0, json.length() - 1));
    String signature = Ed25519.sign(body, privateKey());
    String signed = body + PrivacyStatement.SIGNATURE + signature + PrivacyStatement.END;
    assertThat(check(signed, Optional.of(publicKey())))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).startsWith(where));
  }

  @Test
  void check_numberThatIsComputed_mayDifferInItsLastDigitIfSigned() {
    String json = statement.toJson();
    String share = json.replaceFirst("(?s).*\"spent\":\\{\"share\":([^,]*),.*", "$1");
    for (int off : List.of(1, 30)) {
      BigDecimal other = new BigDecimal(share);
      other = other.add(other.ulp().multiply(BigDecimal.valueOf(off)));
      String body = json.substring(0, json.length() - 1).replace(share, other.toString());
      String signed =
          body
              + PrivacyStatement.SIGNATURE
              + Ed25519.sign(body, privateKey())
              + PrivacyStatement.END;
      assertThat(check(signed, Optional.of(publicKey())).isEmpty())
          .as("%s for %s", other, share)
          .isEqualTo(off == 1);
    }
  }

  /** What is printed to a terminal must not be able to steer it. */
  @ParameterizedTest
  @ValueSource(strings = {"\u009b2J", "\u202e", "\u2028"})
  void check_statementThatSteersTheTerminal_isNotRepeated(String hidden) {
    String json = statement.toJson().replace("histogram", "histogram" + hidden);
    assertThat(check(json, Optional.empty()))
        .singleElement()
        .asString()
        .startsWith("the statement cannot be read: ")
        .doesNotContain(hidden);
  }

  @Test
  void check_otherKeyOrNoSignature_isFound() throws Exception {
    KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String signed =
        statement.signedWith(pem("PRIVATE KEY", other.getPrivate().getEncoded())).toJson();
    assertThat(check(signed, Optional.of(publicKey())))
        .containsExactly("the signature is not that of this statement by the holder of the key");
    assertThat(check(statement.toJson(), Optional.of(publicKey())))
        .containsExactly("the statement is not signed");
  }

  @Test
  void check_ledgerThatGrewOrWasChanged_isTold(@TempDir Path copy) throws IOException {
    for (String file : List.of("ledger.jsonl", "head")) {
      Files.copy(folder.resolve(file), copy.resolve(file));
    }
    try (BudgetAuthority authority = BudgetAuthority.open(copy)) {
      authority.spend(SpendingPlan.of("more", PrivacyCost.of(new GaussianEvent(100))));
    }
    String json = statement.toJson();
    assertThat(StatementCheck.check(json, copy, Optional.empty())).as("it grew").isEmpty();
    Path ledger = copy.resolve("ledger.jsonl");
    String text = Files.readString(ledger);
    Files.writeString(
        ledger, text.replaceFirst("\"purpose\":\"search\"", "\"purpose\":\"sEarch\""));
    assertThat(StatementCheck.check(json, copy, Optional.empty()))
        .singleElement()
        .asString()
        .startsWith("the ledger: record ")
        .contains("was edited");
    Files.writeString(ledger, text.substring(0, text.indexOf('\n') + 1));
    assertThat(StatementCheck.check(json, copy, Optional.empty()))
        .singleElement()
        .asString()
        .contains("holds 1 records, and had");
  }

  @Test
  void toText_hasEverythingIn80Columns() {
    assertThat(statement.toText().lines()).allMatch(line -> line.length() <= 80);
    assertThat(statement.toText())
        .contains(
            "Privacy statement: A & B <patients>",
            "guarantee      epsilon 2 at delta 1e-6",
            "20 of 100 steps",
            "clipping: flat, 1.0",
            "mechanism: the best of ",
            "mechanism: (epsilon 0.05, delta 1.0E-10) as stated",
            "not covered    exceptions and logs");
  }

  @Test
  void toHtml_escapesNamesAndNeedsNothingElse() {
    assertThat(statement.signedWith(privateKey()).toHtml())
        .contains("A &amp; B &lt;patients&gt;", "a &quot;classifier&quot;", "Signature (Ed25519)")
        .doesNotContain("<patients>", "http", "<script", "src=");
  }

  @Test
  void signedWith_whatIsNoKey_isRefused() throws Exception {
    KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    for (String key :
        List.of(
            "",
            "x",
            pem("PRIVATE KEY", new byte[] {1, 2}),
            pem("PRIVATE KEY", rsa.getPrivate().getEncoded()),
            publicKey())) {
      assertThatThrownBy(() -> statement.signedWith(key))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be a private Ed25519 key as PEM; openssl genpkey");
    }
    assertThatThrownBy(() -> check(statement.signedWith(privateKey()).toJson(), Optional.of("x")))
        .hasMessageContaining("must be a public Ed25519 key as PEM; openssl pkey");
  }
}
