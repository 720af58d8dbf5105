package dev.futurewire.server.faults;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A fault test of a few seconds: runs with every build, with no other test beside it, and with the profile {@code faults}. */
@Test
@Tag("fault")
@Tag("alone")
@Tag("quick")
@Timeout(60)
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface QuickFaultTest {}
