package io.dptrain.accountant.statement;

import io.dptrain.accountant.internal.JsonObject;
import io.dptrain.accountant.ledger.BudgetReport;
import java.util.Objects;
import java.util.Optional;

/**
 * A statement of the privacy of a data set: what is guaranteed, what was spent by what, what is
 * covered and what not, and by which records of the ledger. As JSON for machines, as text and as a
 * page of HTML for people.
 *
 * <p>It is a function of the ledger up to the record that it names, and of nothing else, so anybody
 * who has the ledger can compute it anew: {@link StatementCheck}.
 *
 * <p>Immutable.
 */
public final class PrivacyStatement {
  static final String SIGNATURE = ",\"signature\":\"";
  static final String END = "\"}";

  private final JsonObject facts;
  private final Optional<String> signature;

  private PrivacyStatement(JsonObject facts, Optional<String> signature) {
    this.facts = facts;
    this.signature = signature;
  }

  /**
   * Returns the statement of what a ledger says. Takes up to a second for each different plan, and
   * ten where its noise is Laplace noise.
   */
  public static PrivacyStatement of(BudgetReport report) {
    return new PrivacyStatement(
        StatementFacts.of(Objects.requireNonNull(report, "report")), Optional.empty());
  }

  /**
   * Returns this statement, signed by Ed25519.
   *
   * @param privateKey PEM, as {@code openssl genpkey -algorithm ed25519} writes it
   * @throws IllegalArgumentException if it is no such key
   */
  public PrivacyStatement signedWith(String privateKey) {
    return new PrivacyStatement(facts, Optional.of(Ed25519.sign(body(), privateKey)));
  }

  /** What is signed: the JSON without its last brace. */
  private String body() {
    String json = facts.toString();
    return json.substring(0, json.length() - 1);
  }

  /** Returns the statement as one line of JSON; a signature is its last field. */
  public String toJson() {
    return signature.map(value -> body() + SIGNATURE + value + END).orElse(facts.toString());
  }

  /** Returns the statement as text of 80 columns. */
  public String toText() {
    return StatementText.of(facts);
  }

  /** Returns the statement as one page of HTML, which needs nothing else and prints well. */
  public String toHtml() {
    return StatementHtml.of(facts, signature);
  }
}
