import { Anchor, Button, NavLink, type AnchorProps, type ButtonProps, type NavLinkProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef, ReactNode } from 'react';

type Native = Omit<ComponentPropsWithRef<'a'>, keyof AnchorProps | 'style'>;

/** A link in running text, to a page of the console. */
export const TextLink = createLink((props: AnchorProps & Native): ReactNode => (
  <Anchor inherit={props.size === undefined} {...props} />
));

type NativeButton = Omit<ComponentPropsWithRef<'a'>, keyof ButtonProps | 'style'>;

/** A link that looks like a button. */
export const ButtonLink = createLink((props: ButtonProps & NativeButton): ReactNode => (
  <Button component="a" {...props} />
));

type NativeNav = Omit<ComponentPropsWithRef<'a'>, keyof NavLinkProps | 'style'>;

/** A link of the navigation; says itself whether its page is the present one. */
export const NavigationLink = createLink((props: NavLinkProps & NativeNav): ReactNode => (
  <NavLink component="a" {...props} />
));
