/**
 * {@code dp budget}: the budget of a data set on the command line. {@link
 * io.dptrain.examples.budget.BudgetCommand} names the four commands; the ledger itself is {@link
 * io.dptrain.accountant.ledger.BudgetAuthority}.
 */
package io.dptrain.examples.budget;
