/**
 * What may be said of the privacy of a data set, in a form that can be checked.
 *
 * <p>Read {@link io.dptrain.accountant.statement.PrivacyStatement}.
 *
 * <p>Guarantees: every number of a statement follows from the ledger, and {@link
 * io.dptrain.accountant.statement.StatementCheck} computes each of them anew. A signature shows
 * that nothing of it was changed since.
 *
 * <p>Not guaranteed: that everything that looked at the data is in the ledger.
 */
package io.dptrain.accountant.statement;
