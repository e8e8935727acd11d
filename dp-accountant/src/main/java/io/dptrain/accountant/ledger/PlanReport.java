package io.dptrain.accountant.ledger;

import java.time.Instant;

/**
 * What became of a plan.
 *
 * @param number from 1, in the order in which plans were granted
 * @param plan what was declared
 * @param share of the budget that it takes; 0 if it ended before its first step
 * @param charged how many steps were charged: never fewer than ran
 * @param isOpen whether its holder may still charge; so also after the process of the holder died
 * @param granted when
 * @param last when something was charged last, or it ended
 * @param version of this library, which granted it
 */
public record PlanReport(
    long number,
    SpendingPlan plan,
    double share,
    long charged,
    boolean isOpen,
    Instant granted,
    Instant last,
    String version) {}
