package io.dptrain.accountant.statement;

import io.dptrain.accountant.internal.JsonObject;
import io.dptrain.accountant.ledger.BudgetReport;
import io.dptrain.accountant.ledger.LedgerAudit;
import io.dptrain.accountant.ledger.store.FolderStore;
import io.dptrain.accountant.ledger.store.LedgerException;
import io.dptrain.accountant.ledger.store.RecordStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds a statement against the ledger that it names, and against the key that signed it. Every
 * number is computed anew. Without a key all must be the same to the last digit. With one that fits
 * the signature, what a processor computes (shares, epsilons, the true-positive rate) may differ in
 * its last digit; what is copied from the ledger may not. Stateless.
 */
public final class StatementCheck {
  /** A unit in the sixth digit, by which another processor may round otherwise, relatively. */
  private static final double ONE_DIGIT = 1.01e-5;

  /** What a processor computes; all else is copied from the ledger, and is the same everywhere. */
  private static final Pattern COMPUTED =
      Pattern.compile(
          "guarantee\\.truePositiveRateAtOnePercent|spent\\.(share|epsilon)"
              + "|plans\\[\\d+\\]\\.(share|alone\\.\\w+)");

  /** A statement and its signature, which is the last that it says. */
  private static final Pattern SIGNED =
      Pattern.compile("(.*)" + PrivacyStatement.SIGNATURE + "([0-9a-f]{128})\"}", Pattern.DOTALL);

  private StatementCheck() {}

  /**
   * Checks a statement against the ledger in a folder; see {@link #check(String, Supplier,
   * Optional)}.
   */
  public static List<String> check(String json, Path folder, Optional<String> publicKey) {
    return check(json, () -> FolderStore.of(folder), publicKey);
  }

  /**
   * Checks a statement.
   *
   * @param json as {@link PrivacyStatement#toJson} wrote it, perhaps with a line end
   * @param ledger gives a new store of the ledger, which may have grown since; called twice, and
   *     what it gives is closed
   * @param publicKey PEM, as {@code openssl pkey -pubout} writes it; empty if the signature is not
   *     to be checked
   * @return what is wrong and where, each in one line; empty if nothing is
   * @throws IllegalArgumentException if the key is no Ed25519 key
   */
  public static List<String> check(
      String json, Supplier<? extends RecordStore> ledger, Optional<String> publicKey) {
    List<String> wrong = new ArrayList<>();
    String text = json.replaceFirst("\\r?\\n$", "");
    publicKey.ifPresent(key -> checkSignature(text, key, wrong));
    boolean isSigned = publicKey.isPresent() && wrong.isEmpty();
    try {
      JsonObject stated = JsonObject.parse(unsigned(text));
      BudgetReport report =
          LedgerAudit.reportAfter(ledger.get(), stated.object("ledger").count("records"));
      JsonObject follows = StatementFacts.of(report);
      compare(stated, follows, isSigned, wrong);
      if (wrong.isEmpty() && !isSigned) {
        compareForm(unsigned(text), follows.toString(), wrong);
      }
      wrong.addAll(LedgerAudit.check(ledger.get(), Optional.of(report.hash())));
    } catch (IllegalArgumentException e) {
      wrong.add("the statement cannot be read: " + e.getMessage());
    } catch (LedgerException e) {
      wrong.add("the ledger: " + e.getMessage());
    }
    return wrong;
  }

  /** The statement without its signature; all of it if none of the right form ends it. */
  private static String unsigned(String text) {
    Matcher signed = SIGNED.matcher(text);
    return signed.matches() ? signed.group(1) + "}" : text;
  }

  private static void checkSignature(String text, String key, List<String> wrong) {
    if (!text.contains(PrivacyStatement.SIGNATURE)) {
      wrong.add("the statement is not signed");
    } else if (!isSigned(text, key)) {
      wrong.add("the signature is not that of this statement by the holder of the key");
    }
  }

  /** Whether a statement is signed by the holder of a key. */
  static boolean isSigned(String text, String key) {
    Matcher signed = SIGNED.matcher(text);
    return signed.matches() && Ed25519.verify(signed.group(1), signed.group(2), key);
  }

  private static void compareForm(String is, String follows, List<String> wrong) {
    if (!is.equals(follows)) {
      int at = 0;
      while (at < Math.min(is.length(), follows.length()) && is.charAt(at) == follows.charAt(at)) {
        at++;
      }
      wrong.add(
          "the statement says the same in another form than it is written in, from character "
              + (at + 1)
              + " on");
    }
  }

  private static void compare(
      JsonObject stated, JsonObject follows, boolean isSigned, List<String> wrong) {
    Map<String, String> says = stated.leaves();
    Map<String, String> should = follows.leaves();
    Set<String> fields = new LinkedHashSet<>(should.keySet());
    fields.addAll(says.keySet());
    for (String field : fields) {
      String is = says.getOrDefault(field, "nothing");
      String computed = should.getOrDefault(field, "nothing");
      boolean mayDiffer = isSigned && COMPUTED.matcher(field).matches();
      if (!is.equals(computed) && !(mayDiffer && isOneDigitOff(is, computed))) {
        wrong.add(field + " is " + is + ", but from the ledger follows " + computed);
      }
    }
  }

  /** Where a signature vouches for the number itself. */
  private static boolean isOneDigitOff(String is, String computed) {
    try {
      double value = Double.parseDouble(computed);
      return Math.abs(Double.parseDouble(is) - value) <= ONE_DIGIT * Math.abs(value);
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
