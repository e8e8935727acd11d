/**
 * Argument checks and log-space arithmetic shared by the packages of this module.
 *
 * <p>Not part of the API: public only because Java has no narrower word for "this module". Nothing
 * outside {@code io.dptrain.accountant} may use it.
 */
package io.dptrain.accountant.internal;
