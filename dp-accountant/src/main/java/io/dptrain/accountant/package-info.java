/**
 * What private computations spend, without TensorFlow.
 *
 * <p>Read {@link io.dptrain.accountant.PrivacyAccountant}, what every accountant can do; then one
 * of the two: {@link io.dptrain.accountant.pld.PldAccountant}, the tight one, or {@link
 * io.dptrain.accountant.rdp.RdpAccountant}. One budget over all that looks at a data set: {@link
 * io.dptrain.accountant.ledger.BudgetAuthority}.
 */
package io.dptrain.accountant;
