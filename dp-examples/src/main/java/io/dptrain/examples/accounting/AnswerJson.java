package io.dptrain.examples.accounting;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * The keys of an {@link Answer}.
 *
 * @param epsilonLower null under RDP, which has no lower end, and where delta was asked for
 * @param deltaLower absent but for a delta that was asked for under PLD
 * @param rdpEpsilon beside an epsilon by PLD, and absent otherwise; the next three likewise absent,
 *     too, where that accountant knows no bound
 * @param order of RDP; null where delta was asked for, and without an epsilon of RDP
 * @param run the sampler and what goes with it, each with a key of its own
 * @param poissonEpsilon of the same run by Poisson sampling, by PLD; absent for that run itself,
 *     and where delta was asked for
 * @param poissonDelta likewise, where delta was asked for
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
    double noiseMultiplier,
    @JsonUnwrapped Run run,
    @JsonInclude(Include.NON_NULL) Double poissonEpsilon,
    @JsonInclude(Include.NON_NULL) Double poissonDelta) {

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
        answer.noiseMultiplier(),
        answer.run(),
        answer.ofDelta() ? null : orNull(answer.asPoisson()),
        answer.ofDelta() ? orNull(answer.asPoisson()) : null);
  }

  private static Double beside(Answer answer, AccountantChoice other, boolean ofDelta) {
    boolean said = answer.accountant().other() == other && answer.ofDelta() == ofDelta;
    return said ? orNull(answer.beside()) : null;
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
