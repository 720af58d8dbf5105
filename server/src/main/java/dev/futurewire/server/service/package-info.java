/**
 * The services of a server. A custom service implements {@link dev.futurewire.server.service.Service} and is found by {@link
 * java.util.ServiceLoader}.
 */
@NullMarked
package dev.futurewire.server.service;

import org.jspecify.annotations.NullMarked;
