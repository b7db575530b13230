export { SmtpMailSender, type OutgoingMail, type SentMail, type SmtpOptions } from './smtp-mail-sender.js';
