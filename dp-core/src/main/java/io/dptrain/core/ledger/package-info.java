/**
 * What was charged: {@link io.dptrain.core.ledger.PrivacyLedger} answers in epsilon and delta, and
 * a {@link io.dptrain.core.ledger.LedgerStore} keeps the number of steps behind it.
 *
 * <p>Guaranteed: epsilon is that of the event which the plan states for all charged steps together,
 * by the accountant that was chosen, and never below the truth. Not guaranteed: that nothing else
 * was released about the same data.
 */
package io.dptrain.core.ledger;
