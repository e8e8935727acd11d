package io.dptrain.examples.accounting;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;

/**
 * The keys of an {@link Answer}.
 *
 * @param epsilonLower null under RDP, which has no lower end, and where delta was asked for
 * @param deltaLower absent but for a delta that was asked for under PLD
 * @param rdpEpsilon beside an epsilon by PLD, and absent otherwise; the next three likewise
 * @param order of RDP; null where delta was asked for
 */
record AnswerJson(
    double epsilon,
    Double epsilonLower,
    double delta,
    @JsonInclude(Include.NON_NULL) Double deltaLower,
    String accountant,
    @JsonInclude(Include.NON_NULL) Double rdpEpsilon,
    @JsonInclude(Include.NON_NULL) Double pldEpsilon,
    @JsonInclude(Include.NON_NULL) Double rdpDelta,
    @JsonInclude(Include.NON_NULL) Double pldDelta,
    Double order,
    double noiseMultiplier) {

  static AnswerJson of(Answer answer) {
    return new AnswerJson(
        answer.epsilon(),
        orNull(answer.epsilonLower()),
        answer.delta(),
        orNull(answer.deltaLower()),
        answer.accountant().toString(),
        beside(answer, AccountantChoice.RDP, false),
        beside(answer, AccountantChoice.PLD, false),
        beside(answer, AccountantChoice.RDP, true),
        beside(answer, AccountantChoice.PLD, true),
        orNull(answer.order()),
        answer.noiseMultiplier());
  }

  private static Double beside(Answer answer, AccountantChoice other, boolean ofDelta) {
    boolean said = answer.accountant().other() == other && answer.ofDelta() == ofDelta;
    return said ? (Double) answer.beside() : null;
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
